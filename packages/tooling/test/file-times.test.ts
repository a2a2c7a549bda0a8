import { expect, test } from 'vitest'
import { longestFiles, playwrightTimes, vitestTimes } from '../src/suites/file-times.ts'

test('a long suite says which of its files take longest, a short one nothing', () => {
  const times = vitestTimes(
    [
      { name: '/repo/pkg/test/short.test.ts', status: 'passed', startTime: 0, endTime: 900, assertionResults: [] },
      { name: '/repo/pkg/test/long.test.ts', status: 'passed', startTime: 0, endTime: 31_400, assertionResults: [] },
      { name: '/repo/pkg/test/mid.test.ts', status: 'passed', startTime: 0, endTime: 12_000, assertionResults: [] },
    ],
    '/repo/pkg',
  )
  expect(longestFiles(times).trim()).toBe('longest: test/long.test.ts 31 s, test/mid.test.ts 12 s')
  expect(longestFiles(times.slice(0, 1))).toBe('')
})

test('the times of a file in a browser are those of all its tests', () => {
  const spec = (ms: number) => ({
    title: 'one',
    file: 'journeys/a.test.ts',
    line: 1,
    ok: true,
    tests: [{ status: 'expected', results: [{ duration: ms }] }],
  })
  expect(playwrightTimes([{ specs: [spec(6_000)], suites: [{ specs: [spec(5_000)] }] }])).toEqual([
    { file: 'journeys/a.test.ts', seconds: 11 },
  ])
})
