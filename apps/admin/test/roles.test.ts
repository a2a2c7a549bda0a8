import type { AssignmentView, RoleView } from '@gatehouse/contracts/endpoints/roles'
import { permissions } from '@gatehouse/contracts/permissions'
import { describe, expect, test } from 'vitest'
import { effectivePermissions } from '../src/features/roles/effective-permissions.ts'
import { areasFor, holdersText } from '../src/features/roles/role-text.ts'

const role = (name: string, held: RoleView['permissions']): RoleView => ({
  id: `role_${name}` as RoleView['id'],
  name,
  description: '',
  builtIn: true,
  permissions: held,
  holders: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  etag: 1,
})
const roles = [role('Owner', ['api.read', 'api.edit']), role('Viewer', ['api.read'])]
const given = (name: string, more: Partial<AssignmentView>): AssignmentView => ({
  id: `ra_${name}` as AssignmentView['id'],
  role: { id: `role_${name}` as RoleView['id'], name },
  scope: { kind: 'organization' },
  scopeName: null,
  fromGroup: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...more,
})

describe('what somebody may do', () => {
  test('names for each permission every role that gives it, where it holds and the group behind it', () => {
    const assignments = [
      given('Owner', { scope: { kind: 'team', teamId: 't' as never }, scopeName: 'Commerce' }),
      given('Viewer', { fromGroup: { id: 'g' as never, name: 'Staff' } }),
    ]
    const found = effectivePermissions(assignments, roles).map(({ permission, sources }) => [
      permission,
      ...sources.map(({ text }) => text),
    ])
    expect(found).toEqual([
      ['api.read', 'Owner, Team Commerce', 'Viewer, everywhere, by group Staff'],
      ['api.edit', 'Owner, Team Commerce'],
    ])
  })

  test('is nothing without a role, and nothing by a role that is gone', () => {
    expect(effectivePermissions([], roles)).toEqual([])
    expect(effectivePermissions([given('Gone', {})], roles)).toEqual([])
  })
})

describe('permissions', () => {
  test('are all there without a search, and found by plain words, names and areas', () => {
    expect(areasFor('').flatMap((one) => one.permissions)).toHaveLength(permissions.length)
    expect(areasFor('roll back').flatMap((one) => one.permissions)).toEqual(['api.deploy'])
    expect(areasFor('role.manage').flatMap((one) => one.permissions)).toEqual(['role.manage'])
    expect(areasFor('nothing of the kind')).toEqual([])
  })

  test('holders are told in words', () => {
    expect(holdersText({ persons: 1, serviceAccounts: 0, groups: 2 })).toBe('1 person · 2 groups of directories')
    expect(holdersText({ persons: 0, serviceAccounts: 0, groups: 0 })).toBe('nobody')
    expect(holdersText(null)).toBeNull()
  })
})
