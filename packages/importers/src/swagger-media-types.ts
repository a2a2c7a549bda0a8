import type { Json } from '@gatehouse/contracts/json'
import { texts } from './read-info.ts'

/** The media types of a `consumes` or `produces`, each once; what has no slash is none. */
export function mediaTypes(list: readonly Json[] | undefined): string[] {
  return [...new Set(texts(list ?? []).filter((type) => type.includes('/')))]
}
