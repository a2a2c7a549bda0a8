import { type FreezeWindow, freezeWindows } from '@gatehouse/contracts/stage-rules'

export type Frozen = { window: string; reason: string; until: string }

const weekMs = 604_800_000

/** The freeze that holds at an instant; of several the one that ends last. Null: the stage takes what is new. */
export function frozenAt(windows: unknown, now: Date): Frozen | null {
  let held: { window: FreezeWindow; until: number } | null = null
  for (const window of freezeWindows.parse(windows)) {
    const until = endOf(window, now.getTime())
    if (until !== null && (held === null || until > held.until)) held = { window, until }
  }
  return held && { window: held.window.name, reason: held.window.reason, until: new Date(held.until).toISOString() }
}

/** `Production is frozen until 2026-12-20 18:00 UTC: Peak weekend (no changes while the shops are full).` */
export function frozenSentence(stage: string, frozen: Frozen): string {
  const until = `${frozen.until.slice(0, 10)} ${frozen.until.slice(11, 16)} UTC`
  return `${stage} is frozen until ${until} by “${frozen.window}”: ${frozen.reason.replace(/\.$/, '')}. A rollback stays possible.`
}

/** When the occurrence of a window that holds at `now` ends; null: none holds. */
function endOf(window: FreezeWindow, now: number): number | null {
  // The occurrence around now, and its neighbours, as wall clocks and instants lie hours apart.
  const guess = window.weekly ? Math.floor((now - toInstant(window.from, window.zone)) / weekMs) : 0
  const weeks = window.weekly ? [guess - 1, guess, guess + 1].filter((week) => week >= 0) : [0]
  for (const week of weeks) {
    const from = toInstant(laterBy(window.from, week), window.zone)
    const to = toInstant(laterBy(window.to, week), window.zone)
    if (from <= now && now < to) return to
  }
  return null
}

function laterBy(wallClock: string, weeks: number): string {
  return new Date(Date.parse(`${wallClock}Z`) + weeks * weekMs).toISOString().slice(0, 16)
}

/** Wall clock of a zone → ms since 1970. A time that the zone skips in spring is taken as the one an hour later. */
export function toInstant(wallClock: string, zone: string): number {
  const asUtc = Date.parse(`${wallClock}Z`)
  const first = asUtc - offsetAt(asUtc, zone)
  return asUtc - offsetAt(first, zone)
}

/** How far the zone's clocks are ahead of UTC at an instant, in ms. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const clock = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return clock - Math.floor(instant / 1000) * 1000
}
