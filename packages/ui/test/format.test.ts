import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatChange,
  formatCompact,
  formatCount,
  formatDuration,
  formatMicroseconds,
  formatMoney,
  formatNumber,
  formatPercent,
  plural,
  shortenMiddle,
} from '../src/format.ts'

/** Spaces of all kinds as plain ones, so that expectations can be read. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

const table = <Input>(format: (value: Input) => string, rows: [Input, string][]) => {
  for (const [input, expected] of rows) expect(plain(format(input)), String(input)).toBe(expected)
}

describe('numbers', () => {
  it('groups digits from five on and never shows a negative zero', () => {
    table(formatCount, [
      [0, '0'],
      [1204, '1204'],
      [12_041, '12 041'],
      [-1_204_113, '−1 204 113'],
      [-0.2, '0'],
    ])
    expect(formatCount(12_041)).toContain('\u202f')
  })

  it('shortens without rolling over into a thousand of a unit', () => {
    table(formatCompact, [
      [0, '0'],
      [7, '7'],
      [0.25, '0.25'],
      [12.34, '12.3'],
      [999, '999'],
      [1000, '1 k'],
      [1204, '1.2 k'],
      [99_960, '100 k'],
      [999_950, '1 M'],
      [1_204_113, '1.2 M'],
      [-4_100, '−4.1 k'],
    ])
  })

  it('shows missing values as a dash, not as zero', () => {
    for (const format of [formatCount, formatCompact, formatBytes, formatDuration, formatPercent, formatMicroseconds]) {
      expect(format(null)).toBe('–')
      expect(format(undefined)).toBe('–')
      expect(format(Number.NaN)).toBe('–')
    }
  })

  it('never hides a small share behind zero, nor a lost one behind 100 %', () => {
    table(formatPercent, [
      [0, '0 %'],
      [0.0004, '< 0.1 %'],
      [0.003, '0.3 %'],
      [0.41, '41 %'],
      [0.9995, '> 99.9 %'],
      [1, '100 %'],
    ])
  })

  it('signs changes and says when there is no base', () => {
    expect(plain(formatChange(100, 112))).toBe('+12 %')
    expect(plain(formatChange(100, 69))).toBe('−31 %')
    expect(plain(formatChange(100, 100.2))).toBe('±0 %')
    expect(formatChange(0, 4)).toBe('new')
    expect(plain(formatChange(0, 0))).toBe('±0 %')
    expect(formatChange(null, 4)).toBe('–')
  })
})

describe('units', () => {
  it('steps durations from microseconds to days', () => {
    table(formatDuration, [
      [0, '0 ms'],
      [0.012, '12 µs'],
      [0.74, '740 µs'],
      [0.9999, '1 ms'],
      [1.24, '1.2 ms'],
      [84.4, '84 ms'],
      [999.6, '1 s'],
      [1200, '1.2 s'],
      [59_499, '59 s'],
      [59_500, '1 min'],
      [59_960, '1 min'],
      [200_000, '3 min 20 s'],
      [7_500_000, '2 h 5 min'],
      [788_400_000, '9 d 3 h'],
    ])
    expect(plain(formatMicroseconds(210))).toBe('210 µs')
  })

  it('steps bytes in 1024', () => {
    table(formatBytes, [
      [0, '0 B'],
      [512, '512 B'],
      [1536, '1.5 KiB'],
      [1_048_570, '1 MiB'],
      [20_971_520, '20 MiB'],
    ])
  })

  it('keeps every minor unit of money, also beyond safe integers', () => {
    expect(plain(formatMoney(120_450, 'EUR'))).toBe('1 204.50 EUR')
    expect(plain(formatMoney(-5, 'USD'))).toBe('−0.05 USD')
    expect(plain(formatMoney(1204, 'JPY'))).toBe('1 204 JPY')
    expect(plain(formatMoney(9_007_199_254_740_993n, 'EUR'))).toBe('90 071 992 547 409.93 EUR')
    expect(formatMoney(null, 'EUR')).toBe('–')
  })

  it('formats by name', () => {
    expect(plain(formatNumber(0.5, 'percent'))).toBe('50 %')
    expect(plain(formatNumber(100, { money: 'EUR' }))).toBe('1.00 EUR')
    expect(plain(formatNumber(3, { unit: 'rps' }))).toBe('3 rps')
  })
})

describe('words', () => {
  it('counts in words', () => {
    expect(plural(1, 'call')).toBe('1 call')
    expect(plural(3, 'call')).toBe('3 calls')
    expect(plural(2, 'policy', 'policies')).toBe('2 policies')
  })

  it('shortens ids in the middle only when that saves room', () => {
    expect(shortenMiddle('req_01J9X7K2M4P6Q8R0S2T4V6W8')).toBe('req_01J9…V6W8')
    expect(shortenMiddle('short')).toBe('short')
  })
})
