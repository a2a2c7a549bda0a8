import { createHash } from 'node:crypto'
import { canonicalJson } from '@gatehouse/contracts/json'

/** SHA-256 (hex) of the canonical JSON: names a revision's content or a set of stage values. */
export function hashContent(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex')
}
