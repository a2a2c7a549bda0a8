/** Readings of the monotonic clock in milliseconds; 0: it did not happen. */
export type ExchangeMarks = { started: number; sent: number; firstByte: number; lastByte: number }

/** Microseconds of an exchange until `now`; what was sent to no backend waited for none. */
export function timesOf({ started, sent, firstByte, lastByte }: ExchangeMarks, connectUs: number, now: number) {
  const first = firstByte === 0 ? now : firstByte
  return {
    totalUs: Math.round((now - started) * 1000),
    connectUs: sent === 0 ? undefined : connectUs,
    firstByteUs: sent === 0 ? undefined : Math.round((first - sent) * 1000),
    bodyUs: lastByte === 0 ? undefined : Math.round((lastByte - first) * 1000),
  }
}
