import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const rows = [...readFileSync(join(root, 'docs/security.md'), 'utf8').matchAll(/^\| \d+\.\d.*$/gm)].map(
  ([line]) => line,
)

test('what the page on security says is held names tests that are there', () => {
  expect(rows.length).toBeGreaterThan(40)
  const missing = rows.flatMap((row) =>
    [...row.matchAll(/`([^`]+\.test\.tsx?)`/g)].flatMap(([, file = '']) =>
      existsSync(join(root, file)) ? [] : [file],
    ),
  )
  expect(missing).toEqual([])
  expect(rows.filter((row) => /\| held/.test(row) && !row.includes('.test.ts'))).toEqual([])
})
