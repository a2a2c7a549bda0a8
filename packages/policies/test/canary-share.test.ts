import { newId } from '@gatehouse/contracts/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareOf } from '../src/steps/pick-revision.ts'

const applications = Array.from({ length: 5000 }, () => newId('application'))
/** Sides of all applications at a weight, as the gateway divides them. */
const onCanary = (version: string, weight: number) =>
  applications.filter((application) => shareOf(`${application} ${version}`) < weight * 100)

describe('the share of a canary', () => {
  it('is its weight of many applications, for every version and weight', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.uuid({ version: 7 }), (weight, uuid) => {
        const share = onCanary(`ver_${uuid.replaceAll('-', '')}`, weight).length / applications.length
        // Six standard deviations of 5,000 draws at a half: 4.3 %.
        expect(Math.abs(share - weight / 100)).toBeLessThan(0.043)
      }),
      { numRuns: 60 },
    )
  })

  it('only grows with its weight: nobody who is on it falls off', () => {
    const weights = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
    fc.assert(
      fc.property(weights, ([a, b]) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)].map((weight) => new Set(onCanary('ver_1', weight)))
        for (const application of fewer ?? []) expect(more?.has(application)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('is nobody at 0 and everybody at 100', () => {
    expect(onCanary('ver_1', 0)).toEqual([])
    expect(onCanary('ver_1', 100)).toEqual(applications)
  })

  it('falls on other applications in another version', () => {
    const first = new Set(onCanary('ver_1', 50))
    const both = onCanary('ver_2', 50).filter((application) => first.has(application)).length
    expect(Math.abs(both / applications.length - 0.25)).toBeLessThan(0.043)
  })
})
