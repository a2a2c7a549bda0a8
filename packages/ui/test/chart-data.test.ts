import { describe, expect, it } from 'vitest'
import { bucketAt, chartRows, largestValue, niceTicks, spreadLabels, timeTicks } from '../src/chart-data.ts'

const series = [{ id: 'a', label: 'A', beforeId: 'old' }]
const data = [
  { t: 0, a: 1, old: 9 },
  { t: 10, a: 2, old: null },
  { t: 20, a: 3 },
]

describe('chart rows', () => {
  it('keeps the incomplete bucket apart and joins its line to the last complete one', () => {
    expect(chartRows(data, series, 20, true)).toEqual([
      { t: 0, a: 1, 'a:tail': null, old: 9 },
      { t: 10, a: 2, 'a:tail': 2, old: null },
      { t: 20, a: null, 'a:tail': 3, old: null },
    ])
  })

  it('never counts a bar twice', () => {
    for (const row of chartRows(data, series, 20, false)) {
      expect([row.a, row['a:tail']].filter((value) => value !== null)).toHaveLength(1)
    }
  })

  it('has no tail when everything is complete', () => {
    expect(chartRows(data, series, undefined, true)[2]).toEqual({ t: 20, a: 3, old: null })
    expect(chartRows(data, series, 999, true)[2]).toEqual({ t: 20, a: 3, old: null })
  })
})

describe('axes', () => {
  it('starts at zero, covers the largest value and uses round steps', () => {
    expect(niceTicks(0)).toEqual([0, 1])
    expect(niceTicks(42_000)).toEqual([0, 20_000, 40_000, 60_000])
    expect(niceTicks(100)).toEqual([0, 25, 50, 75, 100])
    expect(niceTicks(2, true)).toEqual([0, 1, 2])
    expect(niceTicks(9, true)).toEqual([0, 3, 6, 9])
    for (const most of [0.0031, 1, 7, 99, 1234, 5_000_000.5]) {
      const ticks = niceTicks(most)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }
  })

  it('measures stacks by their sums, with the period before', () => {
    const two = [
      { id: 'a', label: 'A', beforeId: 'old' },
      { id: 'b', label: 'B' },
    ]
    expect(largestValue([{ t: 0, a: 4, b: 5, old: 6 }], two, false)).toBe(6)
    expect(largestValue([{ t: 0, a: 4, b: 5, old: 6 }], two, true)).toBe(9)
  })

  it('never sets more time labels than fit', () => {
    const starts = Array.from({ length: 288 }, (_, index) => index)
    expect(timeTicks(starts, 500).length).toBeLessThanOrEqual(6)
    expect(timeTicks(starts.slice(0, 3), 500)).toEqual([0, 1, 2])
  })

  it('moves labels apart and keeps their order', () => {
    const placed = spreadLabels([50, 51, 10], 15, 100)
    expect((placed[1] ?? 0) - (placed[0] ?? 0)).toBeGreaterThanOrEqual(14.9)
    expect(placed[2]).toBe(10)
    for (const y of spreadLabels([0, 1, 2], 15, 100)) expect(y).toBeGreaterThanOrEqual(0)
  })
})

describe('drill-down', () => {
  it('finds the bucket under the pointer', () => {
    expect([40, 89, 90, 140].map((x) => bucketAt(x, 40, 140, 2, true))).toEqual([0, 0, 1, 1])
    expect([40, 64, 66, 140].map((x) => bucketAt(x, 40, 140, 3, false))).toEqual([0, 0, 1, 2])
  })

  it('opens nothing beside the plot', () => {
    expect(bucketAt(10, 40, 140, 3, false)).toBe(-1)
    expect(bucketAt(141, 40, 140, 3, true)).toBe(-1)
    expect(bucketAt(50, 40, 140, 0, true)).toBe(-1)
  })
})
