import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import { promotionStates } from '@gatehouse/contracts/endpoints/promotion-views'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterMove,
  endedStates,
  isLegal,
  openStates,
  type PromotionMove,
  preparedStates,
  promotionMoves,
} from '../src/promotions/promotion-states.ts'
import { approvalsNeeded, weigh } from '../src/promotions/weigh.ts'

const moves = Object.keys(promotionMoves) as PromotionMove[]
const anyMove = fc.constantFrom(...moves)

describe('the state machine of promotions', () => {
  test('reaches each state from `checking`, and no other', () => {
    const seen = new Set<PromotionState>(['checking'])
    for (const from of seen) for (const move of moves) if (isLegal(move, from)) seen.add(promotionMoves[move].to)
    expect([...seen].sort()).toEqual([...promotionStates].sort())
  })

  test('each open state can still come to an end, and no end goes back to an open one', () => {
    for (const state of openStates) {
      const seen = new Set<PromotionState>([state])
      for (const from of seen) for (const move of moves) if (isLegal(move, from)) seen.add(promotionMoves[move].to)
      expect(
        endedStates.some((end) => seen.has(end)),
        state,
      ).toBe(true)
    }
    for (const state of endedStates)
      for (const move of moves) if (isLegal(move, state)) expect(endedStates).toContain(afterMove(move, state))
  })

  test('whatever is tried in whatever order: what is illegal leaves the state and says what is legal, nothing runs that was not ready', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), (tried) => {
        let state: PromotionState = 'checking'
        let wasReady = false
        for (const move of tried) {
          if (!isLegal(move, state)) {
            expect(() => afterMove(move, state)).toThrow(/What is possible now: \w/)
            continue
          }
          state = afterMove(move, state)
          wasReady ||= state === 'ready'
          if (['running', 'watching', 'done', 'rolled-back'].includes(state)) expect(wasReady).toBe(true)
        }
      }),
    )
  })

  test('what has put something on its stage never becomes stale or cancelled, only done or rolled back', () => {
    for (const state of ['running', 'watching'] as const) {
      expect(preparedStates).not.toContain(state)
      expect([isLegal('stale', state), isLegal('cancel', state), isLegal('roll-back', state)]).toEqual([
        false,
        false,
        true,
      ])
    }
  })
})

describe('weighing', () => {
  const check = fc.record({
    required: fc.boolean(),
    state: fc.constantFrom('waiting', 'running', 'passed', 'failed', 'error'),
    override: fc.constantFrom(
      null,
      { expiresAt: '2026-01-02T00:00:00.000Z' },
      { expiresAt: '2026-01-04T00:00:00.000Z' },
    ),
  })
  const facts = fc.record({
    checks: fc.array(check, { maxLength: 6 }),
    blockers: fc.nat(2),
    needed: fc.nat(2),
    approvals: fc.nat(3),
    reviewed: fc.boolean(),
  })

  test('is ready exactly when nothing runs, nothing is missing, each required check passed or is overridden, and all agreed', () => {
    const now = new Date('2026-01-03T00:00:00.000Z')
    fc.assert(
      fc.property(facts, (given) => {
        const open = given.checks.some(({ state }) => state === 'waiting' || state === 'running')
        const passes = given.checks.every(
          ({ required, state, override }) =>
            !required || state === 'passed' || (override !== null && override.expiresAt > now.toISOString()),
        )
        const ready = !open && passes && given.blockers === 0 && given.approvals >= given.needed && given.reviewed
        expect(weigh(given, now) === 'ready').toBe(ready)
      }),
    )
  })

  test.each([
    ['always', false, false, 2],
    ['sensitive', false, false, 0],
    ['sensitive', true, false, 2],
    ['sensitive', false, true, 1],
  ] as const)('approvals when %s, sensitive %s, through a freeze %s: %i', (when, sensitive, emergency, needed) => {
    expect(approvalsNeeded({ needed: 2, when }, { sensitive, emergency, review: false })).toBe(needed)
    const reviewed = approvalsNeeded({ needed: 2, when }, { sensitive, emergency, review: true })
    expect(reviewed).toBe(Math.max(1, needed))
  })
})
