/** Refuses an address after too many failures in a window. In memory and bounded: a flood of bad keys must not become writes. */
export type FailureLimit = {
  /** Seconds to wait, or undefined when the address may try. */
  blocked: (address: string) => number | undefined
  fail: (address: string) => void
}

/** At most `limit` failures per address and window; at most `maxAddresses` are remembered, the oldest go first. */
export function createFailureLimit(options: {
  limit: number
  windowMs: number
  maxAddresses?: number
  now?: () => number
}): FailureLimit {
  const { limit, windowMs, maxAddresses = 10_000, now = Date.now } = options
  const failures = new Map<string, { since: number; count: number }>()
  const current = (address: string) => {
    const entry = failures.get(address)
    if (entry === undefined || now() - entry.since < windowMs) return entry
    failures.delete(address)
    return undefined
  }
  return {
    blocked(address) {
      const entry = current(address)
      return entry && entry.count >= limit ? (entry.since + windowMs - now()) / 1000 : undefined
    },
    fail(address) {
      const entry = current(address)
      if (entry) {
        entry.count += 1
        return
      }
      const oldest = failures.keys().next()
      if (failures.size >= maxAddresses && !oldest.done) failures.delete(oldest.value)
      failures.set(address, { since: now(), count: 1 })
    },
  }
}
