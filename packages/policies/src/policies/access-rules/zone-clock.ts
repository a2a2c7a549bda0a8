import { weekdays } from '@gatehouse/contracts/access-rules'

/** Clock on the wall of a time zone. Read once a minute: between, two numbers are compared. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat
  #minute = Number.NaN
  /** Monday is 0. */
  weekday = 0
  minuteOfDay = 0

  /** Throws for a zone that is not known here. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  }

  /** Milliseconds since 1970. */
  read(at: number): this {
    const minute = Math.floor(at / 60_000)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#look(minute * 60_000)
    }
    return this
  }

  #look(at: number): void {
    let hour = 0
    for (const { type, value } of this.#format.formatToParts(at)) {
      if (type === 'weekday') this.weekday = (weekdays as readonly string[]).indexOf(value.toLowerCase().slice(0, 3))
      else if (type === 'hour') hour = Number(value)
      else if (type === 'minute') this.minuteOfDay = Number(value)
    }
    this.minuteOfDay += hour * 60
  }
}

const clocks = new Map<string, ZoneClock>()

/** One clock per zone, whoever asks. */
export function clockOf(zone: string): ZoneClock {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new ZoneClock(zone)
  if (clocks.size > 500) clocks.clear()
  clocks.set(zone, clock)
  return clock
}
