import { apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { expect, test } from 'vitest'
import {
  readClaimRules,
  readPlans,
  readScopeMap,
  writeClaimRules,
  writePlan,
  writeScopeMap,
} from '../src/features/apis/token-rule-text.ts'

test('S8 a rule that is written out and read again is the same rule', () => {
  const { claims, scopes } = apiTokenRule.parse({
    claims: [
      { claim: 'verified', test: 'present' },
      { claim: 'tenant', test: 'equals', value: 'acme' },
      { claim: 'level', test: 'equals', value: 2 },
      { claim: 'code', test: 'equals', value: '2' },
      { claim: 'member', test: 'equals', value: true },
      { claim: 'tier', test: 'oneOf', values: ['gold', 'silver plus'] },
      { claim: '/realm_access/roles', test: 'contains', value: 'order buyer' },
      { claim: 'email', test: 'matches', pattern: '*@acme.example' },
    ],
    scopes: { map: [{ claim: 'groups', value: 'big buyers', scopes: ['orders.read', 'orders.write'] }] },
  })
  expect(readClaimRules(writeClaimRules(claims))).toEqual({ rules: claims })
  expect(readScopeMap(writeScopeMap(scopes.map))).toEqual({ map: scopes.map })
})

test('S4 a claim chooses a plan: what is written is read again, and what cannot be meant is said', () => {
  const [gold, silver] = ['pln_1' as never, 'pln_2' as never]
  const plans = {
    claim: 'tier',
    plans: [
      { value: 'gold', planId: gold },
      { value: 'gold plus', planId: gold },
      { value: 'silver', planId: silver },
    ],
  }
  const texts = [gold, silver].map((planId) => ({ planId, text: writePlan(plans, planId) }))
  expect(readPlans('tier', texts)).toEqual({ plans })
  expect(readPlans('', [{ planId: gold, text: ' ' }])).toEqual({ plans: undefined })
  expect(readPlans('', texts)).toEqual({ problem: 'Say in which claim the values stand.' })
  expect(readPlans('tier', [])).toHaveProperty('problem')
  expect(readPlans('tier', [...texts, { planId: silver, text: 'gold' }])).toEqual({
    problem: '“gold” chooses two plans.',
  })
})

test('a line that is no rule is named', () => {
  expect(readClaimRules('tenant = acme\n\ntenant is acme')).toEqual({ problem: '“tenant is acme” is no rule.' })
  expect(readScopeMap('groups gives x')).toHaveProperty('problem')
})
