import { apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { expect, test } from 'vitest'
import { readClaimRules, readScopeMap, writeClaimRules, writeScopeMap } from '../src/features/apis/token-rule-text.ts'

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

test('a line that is no rule is named', () => {
  expect(readClaimRules('tenant = acme\n\ntenant is acme')).toEqual({ problem: '“tenant is acme” is no rule.' })
  expect(readScopeMap('groups gives x')).toHaveProperty('problem')
})
