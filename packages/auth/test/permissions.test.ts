import type { Grant } from '@gatehouse/contracts/actor'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { can, exceeds, narrowGrants, type Scope, toGrants } from '../src/permissions.ts'

const permission = fc.constantFrom<Permission>(...permissions)
const grant: fc.Arbitrary<Grant> = fc.record({
  permissions: fc.array(permission, { maxLength: 4 }),
  scope: fc.oneof(
    fc.constant({ kind: 'organization' as const }),
    fc.record({ kind: fc.constant('team' as const), teamId: fc.constantFrom('t1', 't2') }),
    fc.record({ kind: fc.constant('api' as const), apiId: fc.constantFrom('a1', 'a2') }),
  ),
})
const grants = fc.array(grant, { maxLength: 5 })
const scope = fc.constantFrom<Scope>({}, { teamId: 't1' }, { apiId: 'a1', teamId: 't1' }, { apiId: 'a2', teamId: 't2' })

test('whoever holds it for the organization holds it everywhere', () => {
  fc.assert(
    fc.property(grants, permission, scope, (held, name, where) => !can(held, name, {}) || can(held, name, where)),
  )
})

test('exceeds names exactly what is lacking', () => {
  fc.assert(
    fc.property(grants, fc.array(permission), scope, (held, wanted, where) => {
      const lacking = exceeds(held, wanted, where)
      return wanted.every((name) => can(held, name, where) !== lacking.includes(name))
    }),
  )
})

test('narrowed grants hold what both hold', () => {
  fc.assert(
    fc.property(grants, fc.array(permission), permission, scope, (held, allowed, name, where) => {
      return can(narrowGrants(held, allowed), name, where) === (can(held, name, where) && allowed.includes(name))
    }),
  )
})

test('an unknown permission or scope grants nothing', () => {
  const row = { permissions: ['api.read', 'api.destroy'], scope: 'organization', teamId: null, apiId: null }
  expect(toGrants([row, { ...row, scope: 'galaxy' }, { ...row, scope: 'team' }])).toEqual([
    { permissions: ['api.read'], scope: { kind: 'organization' } },
  ])
})
