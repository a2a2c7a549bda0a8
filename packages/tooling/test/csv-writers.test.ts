import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSourceFiles } from '../src/checks/source-files.ts'

test('D10: whoever makes a CSV file writes its rows by the one writer that makes formulas harmless', () => {
  const files = readSourceFiles(join(import.meta.dirname, '../../..'))
  const makers = [...files].filter(
    ([path, text]) => /\/src\//.test(path) && /(contentType|type): ['"`]text\/csv/.test(text),
  )
  const own = makers.filter(([, text]) => !text.includes('@gatehouse/contracts/csv'))
  expect(makers.length).toBeGreaterThan(1)
  expect(own.map(([path]) => path)).toEqual([])
})
