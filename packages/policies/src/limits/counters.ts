import type { Quota, RateLimit } from '@gatehouse/contracts/access'
import { hexWords } from '../access/layout.ts'
import { QuotaWindows } from './quota-windows.ts'

// Words of the header and of a slot (32-bit), doubles by their own index.
const headerBytes = 128
const INSERT_LOCK = 0
const GATEWAYS = 1
const EVICTIONS = 2
const slotDoubles = 16
const slotWords = slotDoubles * 2
const LOCK = 4
const LAST = 3
const BACKLOG = 4
const RATE_TAG = 5
const WINDOW = 6
const OWN = 7
const OTHERS_WINDOW = 8
const OTHERS = 9
const LIVE_UNTIL = 10
const ways = 16
const spins = 1000
/** A thread that was ended while it held a lock never gives it back: after so many 1 ms waits it is taken over. */
const patience = 50

export type QuotaUse = { key: string; windowStart: number; used: number }

/**
 * Rate limits and quotas in shared memory, one slot per subscription (or per limiter of a policy), found by a 128-bit key in buckets
 * of sixteen. A full bucket gives up the slot that has been meaningless for longest. All threads of a gateway share one buffer; a slot
 * is held for some ten nanoseconds by a lock of its own, so counts are exact.
 *
 * Results of the last call stand in `remaining`, `resetAt`, `nextInUs`: no object per request.
 */
export class Counters {
  readonly buffer: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #doubles: Float64Array
  readonly #bucketMask: number
  readonly #readOnly: boolean
  readonly #windows = new QuotaWindows()
  /** Units that would still pass now. */
  remaining = 0
  /** When the limit is whole again, ms since 1970. */
  resetAt = 0
  /** Until `remaining` grows by one, microseconds; 0 when nothing is used. */
  nextInUs = 0

  /** `readOnly` judges without counting: for the simulator. */
  constructor(buffer: SharedArrayBuffer, options: { readOnly?: boolean } = {}) {
    this.buffer = buffer
    this.#words = new Int32Array(buffer)
    this.#doubles = new Float64Array(buffer)
    this.#bucketMask = (buffer.byteLength - headerBytes) / (slotDoubles * 8) / ways - 1
    this.#readOnly = options.readOnly ?? false
  }

  /** `capacity` slots of 128 bytes, a power of two; memory is touched only where slots are used. */
  static allocate(capacity = 65_536): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(headerBytes + capacity * slotDoubles * 8)
    new Int32Array(buffer)[GATEWAYS] = 1
    return buffer
  }

  /** Connected gateways of the stage: each enforces its share of a rate limit. */
  set gateways(count: number) {
    Atomics.store(this.#words, GATEWAYS, Math.max(1, count))
  }

  get gateways(): number {
    return Atomics.load(this.#words, GATEWAYS)
  }

  /** Slots that were given up while they still meant something; above 0 the capacity is too small. */
  get evictions(): number {
    return Atomics.load(this.#words, EVICTIONS)
  }

  /**
   * GCRA in exact integers: the backlog is kept in microseconds × limit, of which one unit is the period's microseconds × gateways.
   * At a clock that stands still exactly `burst` pass.
   */
  takeRate(key: Int32Array, rate: RateLimit, now: number): boolean {
    const slot = this.#open(key, now)
    const gateways = this.gateways
    const unit = rate.periodSeconds * 1_000_000 * gateways
    const ceiling = (Math.max(1, Math.floor(rate.burst / gateways)) - 1) * unit
    const nowUs = Math.floor(now * 1000)
    let backlog = 0
    let last = nowUs
    const doubles = this.#doubles
    if (slot >= 0) {
      const tag = doubles[slot + RATE_TAG] as number
      backlog = doubles[slot + BACKLOG] as number
      last = doubles[slot + LAST] as number
      if (tag !== rate.limit && tag !== 0) backlog = Math.ceil((backlog * rate.limit) / tag)
      // A clock that steps back gives nothing back and takes nothing.
      if (last < nowUs) {
        const drained = (nowUs - last) * rate.limit
        backlog = drained >= backlog ? 0 : backlog - drained
        last = nowUs
      }
    }
    const passes = backlog <= ceiling
    if (passes) {
      backlog += unit
      if (slot >= 0 && !this.#readOnly) {
        doubles[slot + BACKLOG] = backlog
        doubles[slot + LAST] = last
        doubles[slot + RATE_TAG] = rate.limit
        const until = now + backlog / rate.limit / 1000
        if ((doubles[slot + LIVE_UNTIL] as number) < until) doubles[slot + LIVE_UNTIL] = until
      }
    }
    this.#close(slot)
    const room = ceiling + unit - backlog
    this.remaining = room <= 0 ? 0 : Math.floor(room / unit)
    this.nextInUs = backlog === 0 ? 0 : Math.ceil((unit - (room % unit)) / rate.limit)
    this.resetAt = Math.ceil(now + backlog / rate.limit / 1000)
    return passes
  }

  /** Fixed window in UTC; used = own + what the other gateways have stored. */
  takeQuota(key: Int32Array, quota: Quota, now: number): boolean {
    const windows = this.#windows.at(now)
    const start = quota.period === 'day' ? windows.dayStart : windows.monthStart
    const end = quota.period === 'day' ? windows.dayEnd : windows.monthEnd
    const slot = this.#open(key, now)
    const doubles = this.#doubles
    let own = 0
    let others = 0
    if (slot >= 0) {
      if (doubles[slot + WINDOW] === start) own = doubles[slot + OWN] as number
      if (doubles[slot + OTHERS_WINDOW] === start) others = doubles[slot + OTHERS] as number
    }
    const passes = own + others < quota.limit
    if (passes) {
      own += 1
      if (slot >= 0 && !this.#readOnly) {
        doubles[slot + WINDOW] = start
        doubles[slot + OWN] = own
        if ((doubles[slot + LIVE_UNTIL] as number) < end) doubles[slot + LIVE_UNTIL] = end
      }
    }
    this.#close(slot)
    this.remaining = Math.max(0, quota.limit - own - others)
    this.resetAt = end
    this.nextInUs = (end - now) * 1000
    return passes
  }

  /** Stored use by the other gateways' logs, from the stream. */
  setOthers(subscriptionId: string, windowStart: number, used: number, now: number): void {
    this.#set(subscriptionId, windowStart, used, OTHERS_WINDOW, OTHERS, now)
  }

  /** Own use, restored at the start from disk and the log that was not sent. */
  setOwn(subscriptionId: string, windowStart: number, used: number, now: number): void {
    this.#set(subscriptionId, windowStart, used, WINDOW, OWN, now)
  }

  /** Own use of each subscription in its last window, for the disk. */
  ownUse(): QuotaUse[] {
    const found: QuotaUse[] = []
    for (let slot = headerBytes / 8; slot < this.#doubles.length; slot += slotDoubles) {
      const used = this.#doubles[slot + OWN] as number
      if (used === 0) continue
      let hex = ''
      for (let w = 0; w < 4; w += 1) hex += ((this.#words[slot * 2 + w] as number) >>> 0).toString(16).padStart(8, '0')
      found.push({ key: `sub_${hex}`, windowStart: this.#doubles[slot + WINDOW] as number, used })
    }
    return found
  }

  #set(id: string, windowStart: number, used: number, windowField: number, field: number, now: number): void {
    const key = new Int32Array(4)
    if (!hexWords(id, id.lastIndexOf('_') + 1, 4, key)) return
    const slot = this.#open(key, now)
    if (slot < 0) return
    this.#doubles[slot + windowField] = windowStart
    this.#doubles[slot + field] = used
    const until = this.#windows.at(windowStart).monthEnd
    if ((this.#doubles[slot + LIVE_UNTIL] as number) < until) this.#doubles[slot + LIVE_UNTIL] = until
    this.#close(slot)
  }

  /** Finds or makes the key's slot and locks it; its first double, or −1 (read-only and not there). */
  #open(key: Int32Array, now: number): number {
    const k0 = key[0] as number
    const k1 = key[1] as number
    const k2 = key[2] as number
    const k3 = key[3] as number
    const words = this.#words
    const bucket = (Math.imul(k3 ^ (k2 >>> 5), 0x9e3779b1) >>> 8) & this.#bucketMask
    const first = headerBytes / 4 + bucket * ways * slotWords
    for (;;) {
      for (let way = 0, at = first; way < ways; way += 1, at += slotWords) {
        if (words[at + 3] !== k3 || words[at + 2] !== k2 || words[at + 1] !== k1 || words[at] !== k0) continue
        if (this.#readOnly) return at >> 1
        this.#lock(at + LOCK)
        // The slot may have been given to another key while we waited.
        if (words[at + 3] === k3 && words[at + 2] === k2 && words[at + 1] === k1 && words[at] === k0) return at >> 1
        Atomics.store(words, at + LOCK, 0)
      }
      if (this.#readOnly) return -1
      this.#insert(key, first, now)
    }
  }

  #close(slot: number): void {
    if (slot >= 0 && !this.#readOnly) Atomics.store(this.#words, slot * 2 + LOCK, 0)
  }

  #insert(key: Int32Array, first: number, now: number): void {
    this.#lock(INSERT_LOCK)
    const words = this.#words
    let chosen = first
    let earliest = Number.POSITIVE_INFINITY
    for (let way = 0, at = first; way < ways; way += 1, at += slotWords) {
      if (words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3]) {
        Atomics.store(words, INSERT_LOCK, 0)
        return
      }
      const until = this.#doubles[(at >> 1) + LIVE_UNTIL] as number
      if (until < earliest) {
        earliest = until
        chosen = at
      }
    }
    this.#lock(chosen + LOCK)
    if (earliest > now) Atomics.add(words, EVICTIONS, 1)
    this.#doubles.fill(0, (chosen >> 1) + LAST, (chosen >> 1) + slotDoubles)
    this.#doubles[(chosen >> 1) + LIVE_UNTIL] = now + 1
    for (let w = 0; w < 4; w += 1) words[chosen + w] = key[w] as number
    Atomics.store(words, chosen + LOCK, 0)
    Atomics.store(words, INSERT_LOCK, 0)
  }

  #lock(word: number): void {
    if (Atomics.compareExchange(this.#words, word, 0, 1) === 0) return
    for (let i = 0; i < spins; i += 1) if (Atomics.compareExchange(this.#words, word, 0, 1) === 0) return
    for (let i = 0; i < patience; i += 1) {
      Atomics.wait(this.#words, word, 1, 1)
      if (Atomics.compareExchange(this.#words, word, 0, 1) === 0) return
    }
  }
}
