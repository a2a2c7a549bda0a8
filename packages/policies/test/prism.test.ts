import { problems } from '@gatehouse/contracts/problems'
import { describe, expect, it } from 'vitest'
import { decideBody, decideHead } from '../src/decide.ts'
import { depsOf, snapshotOf } from './fixtures.ts'
import { prismNames, readPrismCase } from './prism-case.ts'

/** Our status: Prism's 422 is 400 or 415 here. */
function verdict(name: string): { ours: number; wanted: number } {
  const found = readPrismCase(name)
  const { deps } = depsOf(snapshotOf([{ operations: found.operations }]))
  const first = decideHead(deps, found.request)
  const last = first.kind === 'allow' && first.needsBody ? decideBody(deps, first, found.body) : first
  return { ours: last.kind === 'allow' ? 200 : problems[last.code].status, wanted: found.status }
}

const agrees = ({ ours, wanted }: { ours: number; wanted: number }) =>
  wanted === 422 ? ours === 400 || ours === 415 : ours === wanted

describe('I7: request validation says what Prism says', () => {
  it.each(prismNames())('%s', (name) => {
    const found = verdict(name)
    expect(agrees(found), JSON.stringify(found)).toBe(true)
  })

  it('in all 29 cases', () => expect(prismNames()).toHaveLength(29))
})
