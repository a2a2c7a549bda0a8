import { expect, test } from 'vitest'
import { failedInPlaywright, failedInVitest } from '../src/suites/failed-tests.ts'
import { countPlaywright } from '../src/suites/playwright-suite.ts'
import { runSuites, summary } from '../src/suites/run-suites.ts'
import type { Suite } from '../src/suites/suite.ts'
import { programIncludes, typedFolders } from '../src/suites/type-suites.ts'
import { countVitest } from '../src/suites/vitest-suites.ts'

const vitest = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
const playwright = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }

test.each([
  ['all passed', countVitest({ ...vitest, numPassedTests: 9 }, 0), { passed: 9, failed: 0 }],
  ['some failed', countVitest({ ...vitest, numPassedTests: 9, numFailedTests: 2 }, 1), { passed: 9, failed: 2 }],
  [
    'skipped ones',
    countVitest({ ...vitest, numPassedTests: 9, numPendingTests: 1, numTodoTests: 1 }, 0),
    { passed: 9, failed: 2 },
  ],
  ['nothing was tested', countVitest(vitest, 0), { passed: 0, failed: 1 }],
  ['a file did not load', countVitest({ ...vitest, numPassedTests: 9 }, 1), { passed: 9, failed: 1 }],
  ['no report', countVitest(undefined, 1), { passed: 0, failed: 1 }],
  ['journeys passed', countPlaywright({ stats: { ...playwright, expected: 4 } }, 0), { passed: 4, failed: 0 }],
  [
    'a journey is flaky',
    countPlaywright({ stats: { ...playwright, expected: 4, flaky: 1 } }, 0),
    { passed: 4, failed: 1 },
  ],
  [
    'a journey is skipped',
    countPlaywright({ stats: { ...playwright, expected: 4, skipped: 1 } }, 0),
    { passed: 4, failed: 1 },
  ],
  ['no journey', countPlaywright({ stats: playwright }, 0), { passed: 0, failed: 1 }],
  [
    'a broken fixture',
    countPlaywright({ stats: { ...playwright, expected: 4 }, errors: [{}] }, 1),
    { passed: 4, failed: 1 },
  ],
])('counts honestly: %s', (_, counted, expected) => expect(counted).toMatchObject(expected))

test('a suite that breaks stops no other, and the last line has the totals', async () => {
  const suite = (name: string, phase: Suite['phase'], run: Suite['run']): Suite => ({ name, phase, run })
  const order: string[] = []
  const results = await runSuites(
    [
      suite('journeys', 'journey', async () => ({ passed: 3, failed: 0, output: '' })),
      suite('unit', 'unit', async () => Promise.reject(new Error('no memory'))),
      suite('lint', 'static', async () => ({ passed: 1, failed: 0, output: '' })),
    ],
    { scratch: '/nowhere', env: {}, signal: new AbortController().signal },
    ({ name }) => order.push(name),
  )
  expect(order).toEqual(['lint', 'unit', 'journeys'])
  expect(results[1]?.output).toContain('no memory')
  expect(summary(results, 1).split('\n').at(-1)).toBe('4 passed, 1 failed')
})

test('each failed test is told in a few lines: where, its name, why', () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    file: 'gateway/access.test.ts',
    line: 7,
    ok: status === 'expected',
    tests: [{ status, results: message === undefined ? [] : [{ errors: [{ message }] }] }],
  })
  const specs = [
    spec('holds', 'expected'),
    spec('breaks', 'unexpected', '\u001b[31mno\u001b[39m\n\nreason'),
    spec('waits', 'skipped'),
  ]
  expect(failedInPlaywright([{ suites: [{ specs }] }])).toEqual([
    '✘ gateway/access.test.ts:7 › breaks\n    no\n    reason',
    '✘ gateway/access.test.ts:7 › waits\n    the test was skipped',
  ])
  const assertion = (fullName: string, status: string) => ({ fullName, status, failureMessages: ['x\n'.repeat(99)] })
  const files = [
    {
      name: '/r/a.test.ts',
      status: 'failed',
      assertionResults: [assertion('one', 'passed'), assertion('two', 'failed')],
    },
    { name: '/r/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
  ]
  const [two, file] = failedInVitest(files, '/r')
  expect(two?.split('\n').slice(0, 2)).toEqual(['✘ a.test.ts › two', '    x'])
  expect(two?.split('\n').length).toBeLessThan(20)
  expect(file).toBe('✘ b.test.ts › did not load\n    no such module')
})

test('the types of each package are checked, by one of the two programs', () => {
  const includes = [...programIncludes('node'), ...programIncludes('browser')]
  const unchecked = typedFolders().filter((folder) => !includes.some((one) => one.includes(`/${folder}/`)))
  expect(unchecked).toEqual([])
  expect(typedFolders()).toEqual(expect.arrayContaining(['apps/control', 'e2e', 'packages/services', 'prisma']))
})
