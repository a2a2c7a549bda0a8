import { describe, expect, it } from 'vitest'
import { hangingSentences, type Reimported, savingSentence } from '../src/features/imports/reimport-text.ts'

const removal = {
  pointer: '/operations/GET ~1old',
  operation: 'GET /old',
  touched: false,
  settings: false,
  products: [],
  calls: 0,
  needsChoice: false,
  chosen: 'file' as const,
  resolved: false,
}
const conflict = {
  pointer: '/title',
  operation: null,
  place: 'the title',
  base: 'a',
  mine: 'b',
  file: 'c',
  chosen: 'mine' as const,
  resolved: true,
}

function answer(counts: Reimported['counts'], merge: Partial<Reimported['merge']> = {}): Reimported {
  return {
    saved: false,
    importId: null,
    given: { fileName: 'a.yaml', sha256: '', origin: { kind: 'upload' }, text: null },
    report: {
      format: 'openapi-3.1',
      counts: { enforced: 0, documented: 0, dropped: 0, operations: 0 },
      items: [],
      truncated: false,
    },
    counts,
    changes: [],
    merge: {
      counts: { fromFile: 0, kept: 0, conflicts: 0, removals: 0, open: 0 },
      kept: [],
      conflicts: [],
      removals: [],
      restored: [],
      stays: [],
      truncated: false,
      ...merge,
    },
    parkedSettings: [],
    workingCopyEtag: 1,
  }
}
const nothing = { breaking: 0, risky: 0, safe: 0, text: 'nothing' }

describe('what saving a new contract file does', () => {
  it('is said to be nothing when it is nothing', () => {
    expect(savingSentence(answer(nothing), 'a.yaml')).toBe(
      'Saving `a.yaml` changes nothing in the working copy. Nothing is deployed by it.',
    )
  })

  it('counts what changes, what people keep, and names what goes', () => {
    const counts = { fromFile: 3, kept: 1, conflicts: 1, removals: 1, open: 0 }
    const seen = answer(
      { breaking: 1, risky: 0, safe: 2, text: '1 breaking, 2 safe' },
      { counts, conflicts: [conflict], removals: [removal, { ...removal, operation: 'GET /kept', chosen: 'mine' }] },
    )
    expect(savingSentence(seen, 'a`b.yaml')).toBe(
      'Saving `ab.yaml` brings 1 breaking, 2 safe changes into the working copy, keeps 2 edits of yours and removes `GET /old`. Nothing is deployed by it.',
    )
  })

  it('says first that something is left to decide', () => {
    const counts = { fromFile: 0, kept: 0, conflicts: 1, removals: 0, open: 1 }
    expect(savingSentence(answer(nothing, { counts }), 'a.yaml')).toMatch(
      /^1 choice left\. As it stands: saving `a\.yaml`/,
    )
  })

  it('says what hangs on an operation that goes', () => {
    expect(hangingSentences(removal)).toEqual([])
    const all = { ...removal, calls: 1_204, products: [{ id: 'p', name: 'Shop' }], touched: true, settings: true }
    expect(hangingSentences(all)[0]).toMatch(/^1\D?204 calls in the last 30 days$/)
    expect(hangingSentences(all).slice(1)).toEqual([
      'In Shop',
      'People edited it since the last import',
      'It has settings of its own; they are kept aside and come back with it',
    ])
  })
})
