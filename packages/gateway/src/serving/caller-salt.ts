import { createHash } from 'node:crypto'

/**
 * What the addresses of unknown callers are hashed with when a canary divides them: the same on every thread and gateway of an
 * installation and after every start, so that nobody changes sides; and nothing that a caller knows, so that nobody chooses one.
 */
export function callerSalt(snapshotKey: string): string {
  return createHash('sha256').update(`callers ${snapshotKey}`).digest('hex').slice(0, 32)
}
