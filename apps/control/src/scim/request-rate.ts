/** How many requests a key may make: `perSecond` on average, `burst` at once. In memory and bounded. */
export type RequestRate = {
  /** Seconds to wait, or undefined when the request may pass; then it counts. */
  take: (key: string) => number | undefined
}

export function createRequestRate(options: {
  perSecond: number
  burst: number
  maxKeys?: number
  now?: () => number
}): RequestRate {
  const { perSecond, burst, maxKeys = 10_000, now = Date.now } = options
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(key) {
      const at = now()
      const known = buckets.get(key)
      const left = known ? Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond) : burst
      const oldest = buckets.keys().next()
      if (!known && buckets.size >= maxKeys && !oldest.done) buckets.delete(oldest.value)
      buckets.set(key, { left: left < 1 ? left : left - 1, at })
      return left < 1 ? (1 - left) / perSecond : undefined
    },
  }
}
