/** `41 ms`, `1.2 s`, `3 min`. */
export function lagText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.round(ms / 60_000)} min`
}

/** `3/3 gateways · 41 ms`; refusals are named. */
export function receiptsText(receipts: {
  confirmed: number
  refused: number
  total: number
  worstLagMs: number | null
}): string {
  if (receipts.total === 0) return 'no gateway'
  const gateways = `${receipts.confirmed}/${receipts.total} ${receipts.total === 1 ? 'gateway' : 'gateways'}`
  const lag = receipts.worstLagMs === null ? '' : ` · ${lagText(receipts.worstLagMs)}`
  return `${gateways}${lag}${receipts.refused > 0 ? ` · ${receipts.refused} refused` : ''}`
}
