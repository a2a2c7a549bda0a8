import { hash } from 'node:crypto'
import type { RateLimit } from '@gatehouse/contracts/access'
import { hexWords } from '../../access/layout.ts'
import type { PolicyDeps, PolicyRefusal, RateLimitHandler } from '../../define-policy.ts'

export function createRateLimit(options: RateLimit, deps: PolicyDeps): RateLimitHandler {
  const salt = new Int32Array(4)
  hexWords(hash('sha256', `rate-limit ${deps.useKey}`, 'hex').slice(0, 32), 0, 4, salt)
  const key = new Int32Array(4)
  return ({ callerKey, counters, now }) => {
    // A counter of its own per caller and use: XOR with a hash of the use keeps all 128 bits of both.
    for (let w = 0; w < 4; w += 1) key[w] = (callerKey[w] as number) ^ (salt[w] as number)
    if (counters.takeRate(key, options, now)) return null
    const refusal: PolicyRefusal = {
      code: 'rate_limited',
      detail: 'This operation’s own limit is used up for the moment.',
      retryAfterSeconds: Math.max(1, Math.ceil(counters.nextInUs / 1_000_000)),
    }
    return refusal
  }
}
