import { describe, expect, it } from 'vitest'
import { axisLabel, bucketLabel } from '../src/chart-labels.ts'
import { formatClock, formatDate, formatInstant, formatRelative } from '../src/time.ts'

const now = Date.UTC(2026, 10, 22, 9, 20, 13)
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('relative time', () => {
  it('speaks of past and future, and of the date when that says more', () => {
    const rows: [number, string][] = [
      [2_000, 'just now'],
      [40_000, '40 s ago'],
      [59_999, '59 s ago'],
      [3 * 60_000, '3 min ago'],
      [7_300_000, '2 h ago'],
      [9 * 86_400_000, '9 d ago'],
      [-7_300_000, 'in 2 h'],
      [40 * 86_400_000, '13 Oct 2026'],
    ]
    for (const [ago, expected] of rows) expect(plain(formatRelative(now - ago, now))).toBe(expected)
  })

  it('says so when the instant is no instant', () => {
    expect(formatRelative('yesterday-ish', now)).toBe('unknown')
    expect(formatInstant('yesterday-ish')).toBe('unknown')
  })
})

describe('exact instants', () => {
  it('names the zone', () => {
    expect(formatInstant(now)).toBe('22 Nov 2026, 09:20:13 UTC')
    expect(formatInstant(new Date(now).toISOString(), 'Europe/Berlin')).toMatch(/^22 Nov 2026, 10:20:13 (CET|GMT\+1)$/)
    expect(formatDate(now)).toBe('22 Nov 2026')
    expect(formatClock(now)).toBe('09:20')
  })

  it('labels axes and buckets by their length', () => {
    expect(axisLabel(now, 86_400_000, 'UTC')).toBe('09:20')
    expect(axisLabel(now, 28 * 86_400_000, 'UTC')).toBe('22 Nov')
    expect(bucketLabel(Date.UTC(2026, 10, 22, 9), 3_600_000, 'UTC')).toBe('22 Nov, 09:00–10:00')
    expect(bucketLabel(Date.UTC(2026, 10, 22), 86_400_000, 'UTC')).toBe('22 Nov')
  })
})
