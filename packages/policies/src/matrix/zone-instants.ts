/** When clocks of a zone show a time of day on the days around an instant. Milliseconds since 1970. */
export function instantsOf(zone: string, timeOfDay: string, around: number, days: number): number[] {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  const instants: number[] = []
  const start = around + offsetOf(zone, around)
  const midnight = start - (((start % day) + day) % day)
  for (let at = 0; at < days; at += 1) {
    const wall = midnight + at * day + hours * 3_600_000 + minutes * 60_000
    // The offset of the wall's time is only known once it is an instant: the second look mends a change of clocks in between.
    const guess = wall - offsetOf(zone, wall)
    instants.push(wall - offsetOf(zone, guess))
  }
  return instants
}

const day = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** How far a zone's clocks are ahead of UTC. */
function offsetOf(zone: string, at: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  formats.set(zone, format)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(at / 1000) * 1000
}
