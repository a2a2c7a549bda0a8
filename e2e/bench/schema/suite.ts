import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One of the dialects in which contracts hold schemas. */
export const dialects = ['2020-12', '7', '4'] as const
export type Dialect = (typeof dialects)[number]

export type SuiteGroup = {
  description: string
  schema: unknown
  tests: readonly { description: string; data: unknown; valid: boolean }[]
}

const folder = join(import.meta.dirname, '..', '..', 'gateway', 'vectors', 'json-schema-suite')

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))

const read = new Map<Dialect, Record<string, SuiteGroup[]>>()

/** The official suite's groups by file (`ref`, `optional/format/email`); the same objects each time. */
export function suiteOf(dialect: Dialect): Record<string, SuiteGroup[]> {
  const suite = read.get(dialect) ?? (readJson(`draft${dialect}`) as Record<string, SuiteGroup[]>)
  read.set(dialect, suite)
  return suite
}

/** What the suite serves at `http://localhost:1234`, by address. */
export function remotes(): Record<string, object> {
  return readJson('remotes') as Record<string, object>
}

/** Judges values by a schema; undefined: it takes no such schema. */
export type Judge = (schema: unknown) => ((data: unknown) => boolean) | undefined

export type SuiteResult = { tests: number; passed: number; misses: string[] }

/** Names each test that the judge gets wrong: `file › group › test`. */
export function runSuite(dialect: Dialect, judge: Judge): SuiteResult {
  const result: SuiteResult = { tests: 0, passed: 0, misses: [] }
  for (const [file, groups] of Object.entries(suiteOf(dialect))) {
    for (const { description, schema, tests } of groups) {
      const says = compiled(judge, schema)
      for (const test of tests) {
        result.tests += 1
        if (says?.(test.data) === test.valid) result.passed += 1
        else result.misses.push(`${file} › ${description} › ${test.description}`)
      }
    }
  }
  return result
}

function compiled(judge: Judge, schema: unknown): ((data: unknown) => boolean) | undefined {
  try {
    const says = judge(schema)
    return (
      says &&
      ((data) => {
        try {
          return says(data)
        } catch {
          return false
        }
      })
    )
  } catch {
    return undefined
  }
}
