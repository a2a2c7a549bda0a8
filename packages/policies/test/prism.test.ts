import { problems } from '@gatehouse/contracts/problems'
import { describe, expect, it } from 'vitest'
import { decideBody, decideHead } from '../src/decide.ts'
import { depsOf, snapshotOf } from './fixtures.ts'
import { prismNames, readPrismCase } from './prism-case.ts'

/** What is not judged (yet). This list can only shrink: a case that passes must leave it. */
const notJudged: Record<string, string> = {
  'allow-empty-value-2.oas2.txt': 'form bodies pass unjudged',
  'form-data-invalid-request.oas3.txt': 'form bodies pass unjudged',
  'form-data-valid-request.pc.txt': 'Postman collections are no source of contracts',
  'json-inference-valid-request.pc.txt': 'Postman collections are no source of contracts',
  'multipart-allow-empty-value-2.oas2.txt': 'multipart bodies pass unjudged',
  'multipart-form-byte-format-fail.oas2.txt': 'multipart bodies pass unjudged',
  'multipart-form-data-allow-reserved-fail.oas3.txt': 'multipart bodies pass unjudged',
  'multipart-form-data-invalid-request.oas2.txt': 'multipart bodies pass unjudged',
  'x-www-urlencoded-fail.oas2.txt': 'form bodies pass unjudged',
}

/** Our status: Prism's 422 is 400 or 415 here. */
function verdict(name: string): { ours: number; wanted: number } | null {
  const found = readPrismCase(name)
  if (found === null) return null
  const { deps } = depsOf(snapshotOf([{ operations: found.operations }]))
  const first = decideHead(deps, found.request)
  const last = first.kind === 'allow' && first.needsBody ? decideBody(deps, first, found.body) : first
  return { ours: last.kind === 'allow' ? 200 : problems[last.code].status, wanted: found.status }
}

const agrees = ({ ours, wanted }: { ours: number; wanted: number }) =>
  wanted === 422 ? ours === 400 || ours === 415 : ours === wanted

describe('request validation says what Prism says', () => {
  for (const name of prismNames()) {
    if (name in notJudged) {
      it(`${name} still waits: ${notJudged[name]}`, () => {
        const found = verdict(name)
        expect(found === null || !agrees(found)).toBe(true)
      })
    } else {
      it(name, () => {
        const found = verdict(name)
        expect(found).not.toBeNull()
        expect(found !== null && agrees(found), JSON.stringify(found)).toBe(true)
      })
    }
  }

  it('knows no other exceptions', () => {
    expect(Object.keys(notJudged).filter((name) => !prismNames().includes(name))).toEqual([])
    expect(Object.keys(notJudged).length).toBeLessThanOrEqual(9)
  })
})
