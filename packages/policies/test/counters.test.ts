import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Counters } from '../src/limits/counters.ts'

const start = Date.UTC(2026, 4, 12, 10, 0, 0)
const key = (n: number) => Int32Array.from([n, n * 7, n * 13, n * 31])

describe('rate limit (GCRA)', () => {
  it('passes exactly `burst` at a clock that stands still, for any numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 86_400 }),
        fc.integer({ min: 1, max: 3000 }),
        (limit, periodSeconds, burst) => {
          const counters = new Counters(Counters.allocate(16))
          let passed = 0
          for (let i = 0; i < burst + 50; i += 1)
            if (counters.takeRate(key(1), { limit, periodSeconds, burst }, start)) passed += 1
          expect(passed).toBe(burst)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('equals a model in exact fractions, whatever the clock does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: -50, max: 5000 }), { minLength: 1, maxLength: 120 }),
        (limit, periodSeconds, burst, steps) => {
          const counters = new Counters(Counters.allocate(16))
          let now = start
          let last = 0n
          let backlog = 0n
          const unit = BigInt(periodSeconds) * 1_000_000n
          for (const step of steps) {
            now += step
            const at = BigInt(now) * 1000n
            const drained = at > last ? (at - last) * BigInt(limit) : 0n
            const left = drained >= backlog ? 0n : backlog - drained
            const passes = left <= BigInt(burst - 1) * unit
            const seen = passes ? left + unit : left
            // A refusal is not written down: after it a clock that steps back finds the state of the last pass.
            if (passes) {
              backlog = seen
              if (at > last) last = at
            }
            expect(counters.takeRate(key(1), { limit, periodSeconds, burst }, now)).toBe(passes)
            expect(counters.remaining).toBe(Number((BigInt(burst) * unit - seen) / unit))
            expect(counters.remaining).toBeGreaterThanOrEqual(0)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('lets the next one pass exactly when nextInUs says', () => {
    const counters = new Counters(Counters.allocate(16))
    const rate = { limit: 7, periodSeconds: 60, burst: 3 }
    for (let i = 0; i < 3; i += 1) counters.takeRate(key(1), rate, start)
    expect(counters.takeRate(key(1), rate, start)).toBe(false)
    const wait = Math.ceil(counters.nextInUs / 1000)
    expect(counters.takeRate(key(1), rate, start + wait - 1)).toBe(false)
    expect(counters.takeRate(key(1), rate, start + wait)).toBe(true)
  })

  it('enforces its share: limit and burst ÷ gateways', () => {
    const counters = new Counters(Counters.allocate(16))
    counters.gateways = 3
    const rate = { limit: 30, periodSeconds: 1, burst: 30 }
    let passed = 0
    for (let ms = 0; ms < 10_000; ms += 1) if (counters.takeRate(key(1), rate, start + ms)) passed += 1
    expect(passed).toBe(10 + 99)
  })

  it('keeps callers apart', () => {
    const counters = new Counters(Counters.allocate(256))
    const rate = { limit: 1, periodSeconds: 60, burst: 1 }
    for (let n = 1; n <= 100; n += 1) expect(counters.takeRate(key(n), rate, start)).toBe(true)
    for (let n = 1; n <= 100; n += 1) expect(counters.takeRate(key(n), rate, start)).toBe(false)
    expect(counters.evictions).toBe(0)
  })

  it('gives up the slot that is meaningless longest when a bucket is full, and counts what it lost', () => {
    const counters = new Counters(Counters.allocate(16))
    const rate = { limit: 1, periodSeconds: 60, burst: 1 }
    for (let n = 1; n <= 40; n += 1) counters.takeRate(key(n), rate, start)
    expect(counters.evictions).toBe(24)
    expect(counters.takeRate(key(100), rate, start + 120_000)).toBe(true)
    expect(counters.evictions).toBe(24)
  })
})

describe('quota', () => {
  const day = { limit: 3, period: 'day' as const }

  it('is exact, ends at UTC midnight and begins anew', () => {
    const counters = new Counters(Counters.allocate(16))
    const verdicts = [1, 2, 3, 4].map(() => counters.takeQuota(key(1), day, start))
    expect(verdicts).toEqual([true, true, true, false])
    expect(counters.resetAt).toBe(Date.UTC(2026, 4, 13))
    expect(counters.takeQuota(key(1), day, Date.UTC(2026, 4, 13) - 1)).toBe(false)
    expect(counters.takeQuota(key(1), day, Date.UTC(2026, 4, 13))).toBe(true)
    expect(counters.remaining).toBe(2)
  })

  it.each([
    ['2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
  ])('counts by calendar month: %s ends at %s', (now, end) => {
    const counters = new Counters(Counters.allocate(16))
    expect(counters.takeQuota(key(1), { limit: 1, period: 'month' }, Date.parse(now))).toBe(true)
    expect(counters.resetAt).toBe(Date.parse(end))
    expect(counters.takeQuota(key(1), { limit: 1, period: 'month' }, Date.parse(now))).toBe(false)
    expect(counters.takeQuota(key(1), { limit: 1, period: 'month' }, Date.parse(end))).toBe(true)
  })

  it('adds what the other gateways stored in the same window', () => {
    const counters = new Counters(Counters.allocate(64))
    const id = 'sub_00000001000000020000000300000004'
    const words = Int32Array.from([1, 2, 3, 4])
    const dayStart = Date.UTC(2026, 4, 12)
    counters.setOthers(id, dayStart, 2, start)
    expect(counters.takeQuota(words, day, start)).toBe(true)
    expect(counters.takeQuota(words, day, start)).toBe(false)
    counters.setOthers(id, dayStart - 86_400_000, 2, start)
    expect(counters.takeQuota(words, day, start)).toBe(true)
    expect(counters.ownUse()).toEqual([{ key: id, windowStart: dayStart, used: 2 }])
  })

  it('goes on from what was restored', () => {
    const counters = new Counters(Counters.allocate(64))
    counters.setOwn('sub_00000001000000020000000300000004', Date.UTC(2026, 4, 12), 2, start)
    expect(counters.takeQuota(Int32Array.from([1, 2, 3, 4]), day, start)).toBe(true)
    expect(counters.takeQuota(Int32Array.from([1, 2, 3, 4]), day, start)).toBe(false)
  })

  it('takes nothing in a zero quota', () => {
    const counters = new Counters(Counters.allocate(16))
    expect(counters.takeQuota(key(1), { limit: 0, period: 'day' }, start)).toBe(false)
  })
})

it('read-only counters judge like live ones and take nothing', () => {
  const buffer = Counters.allocate(64)
  const live = new Counters(buffer)
  const frozen = new Counters(buffer, { readOnly: true })
  const rate = { limit: 1, periodSeconds: 60, burst: 2 }
  for (let i = 0; i < 5; i += 1) expect(frozen.takeRate(key(1), rate, start)).toBe(true)
  live.takeRate(key(1), rate, start)
  live.takeRate(key(1), rate, start)
  expect(frozen.takeRate(key(1), rate, start)).toBe(false)
  const before = Buffer.from(new Uint8Array(buffer))
  frozen.takeQuota(key(9), { limit: 1, period: 'day' }, start)
  expect(Buffer.from(new Uint8Array(buffer)).equals(before)).toBe(true)
})

it('four threads on one buffer pass exactly the limit', async () => {
  const buffer = Counters.allocate(64)
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.module).then(({ Counters }) => {
      const counters = new Counters(workerData.buffer)
      let rate = 0, quota = 0
      for (let i = 0; i < 20000; i++) {
        if (counters.takeRate(Int32Array.from([1, 2, 3, 4]), { limit: 1, periodSeconds: 60, burst: 5000 }, ${start})) rate++
        if (counters.takeQuota(Int32Array.from([1, 2, 3, 4]), { limit: 7000, period: 'day' }, ${start})) quota++
      }
      parentPort.postMessage({ rate, quota })
    })`
  const module = new URL('../src/limits/counters.ts', import.meta.url).href
  const totals = await Promise.all(
    [1, 2, 3, 4].map(
      () =>
        new Promise<{ rate: number; quota: number }>((resolve, reject) => {
          const worker = new Worker(source, { eval: true, workerData: { buffer, module } })
          worker.once('message', resolve)
          worker.once('error', reject)
        }),
    ),
  )
  expect(totals.reduce((sum, { rate }) => sum + rate, 0)).toBe(5000)
  expect(totals.reduce((sum, { quota }) => sum + quota, 0)).toBe(7000)
})
