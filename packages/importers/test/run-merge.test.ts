import { describe, expect, it } from 'vitest'
import { mergeDescriptions } from '../src/merge/merge-descriptions.ts'
import { outcomeOf } from '../src/merge/merge-pieces.ts'
import { runMerge } from '../src/merge/run-merge.ts'
import { api, operation } from './diff-cases.ts'

/** Large enough for a thread of its own and for several pieces. */
const large = (summary: string, count: number) =>
  api({
    operations: Array.from({ length: count }, (_, index) =>
      operation({ path: `/orders/${index}`, summary, description: 'An order. '.repeat(60) }),
    ),
    schemas: Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`Order${index}`, { description: summary.repeat(index) }]),
    ),
  })

describe('a merge in a thread', () => {
  it('gives the same as one without', async () => {
    const [base, mine, file] = [large('one', 500), large('two', 500), large('three', 480)]
    const choices = { resolutions: { '/operations/GET ~1orders~17/summary': 'mine' as const } }
    const expected = outcomeOf(mergeDescriptions(base, mine, file, choices))
    expect(expected.conflicts.length).toBeGreaterThan(500)
    expect(await runMerge(base, mine, file, choices)).toEqual(expected)
    const [few, fewer] = [large('one', 5), large('two', 5)]
    expect(await runMerge(few, fewer, few)).toEqual(outcomeOf(mergeDescriptions(few, fewer, few)))
  })
})
