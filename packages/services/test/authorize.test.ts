import type { Actor, Grant } from '@gatehouse/contracts/actor'
import { describe, expect, test } from 'vitest'
import { type Allowed, authorize } from '../src/grammar/authorize.ts'
import { DomainError } from '../src/grammar/domain-error.ts'

const id = (text: string) => text as never
const member = (...grants: Grant[]): Actor => ({ kind: 'member', personId: id('per'), sessionId: id('ses'), grants })
const machine = (...grants: Grant[]): Actor => ({
  kind: 'serviceAccount',
  serviceAccountId: id('sa'),
  keyId: id('mk'),
  teamId: id('t1'),
  grants,
})
const developer = (teams: [string, 'owner' | 'admin' | 'developer'][]): Actor => ({
  kind: 'developer',
  personId: id('per'),
  sessionId: id('ses'),
  teams: new Map(teams),
})
const organization = (...permissions: Grant['permissions'][number][]): Grant => ({
  permissions,
  scope: { kind: 'organization' },
})
const team = (teamId: string, ...permissions: Grant['permissions'][number][]): Grant => ({
  permissions,
  scope: { kind: 'team', teamId },
})
const api = (apiId: string, ...permissions: Grant['permissions'][number][]): Grant => ({
  permissions,
  scope: { kind: 'api', apiId },
})
const visitor: Actor = { kind: 'visitor' }
const system: Actor = { kind: 'system', task: 'x' }
const gateway: Actor = { kind: 'gateway', gatewayId: id('gw'), stageId: id('st') }
const directory: Actor = { kind: 'directory', identityProviderId: id('idp') }

const edit: Allowed = { permission: 'api.edit' }
const own: Allowed = { developer: ['owner', 'admin'] }
const list: Allowed = { permission: 'api.read', anyScope: true }
const scope = { apiId: 'a1', teamId: 't1' }

const verdict = (...call: Parameters<typeof authorize>): string => {
  try {
    authorize(...call)
    return 'allowed'
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}

describe('authorize', () => {
  test.each<[string, Actor, Allowed, { apiId?: string; teamId?: string } | undefined, string]>([
    ['organization grant in any scope', member(organization('api.edit')), edit, scope, 'allowed'],
    ['grant for its team’s API', member(team('t1', 'api.edit')), edit, scope, 'allowed'],
    ['grant for the API', member(api('a1', 'api.edit')), edit, scope, 'allowed'],
    ['service account alike', machine(api('a1', 'api.edit')), edit, scope, 'allowed'],
    ['another team’s grant sees nothing', member(team('t2', 'api.edit', 'api.read')), edit, scope, 'not_found'],
    ['reader may not edit', member(organization('api.read')), edit, scope, 'forbidden'],
    ['nothing granted: existence is hidden', member(), edit, scope, 'not_found'],
    ['team grant is not for the organization', member(team('t1', 'api.edit')), edit, undefined, 'forbidden'],
    ['API grant is not for its team', member(api('a1', 'api.edit', 'api.read')), edit, { teamId: 't1' }, 'not_found'],
    ['list with a narrow grant', machine(team('t2', 'api.read')), list, undefined, 'allowed'],
    ['list without any grant', member(), list, undefined, 'forbidden'],
    ['any member', member(), { anyMember: true }, undefined, 'allowed'],
    ['any member is no machine', machine(), { anyMember: true }, undefined, 'forbidden'],
    ['own account', member(), { anyPerson: true }, undefined, 'allowed'],
    ['own account of a developer', developer([]), { anyPerson: true }, undefined, 'allowed'],
    ['a machine has no account', machine(organization('api.edit')), { anyPerson: true }, undefined, 'forbidden'],
    ['team’s owner', developer([['t1', 'owner']]), own, { teamId: 't1' }, 'allowed'],
    ['team’s developer lacks the role', developer([['t1', 'developer']]), own, { teamId: 't1' }, 'forbidden'],
    ['another team is not found', developer([['t2', 'owner']]), own, { teamId: 't1' }, 'not_found'],
    ['developer at a management verb', developer([['t1', 'owner']]), edit, scope, 'not_found'],
    ['developer at a management list', developer([]), list, undefined, 'forbidden'],
    ['visitor', visitor, edit, scope, 'unauthenticated'],
    ['visitor where visitors may', visitor, { visitor: true }, undefined, 'allowed'],
    ['visitor at own account', visitor, { anyPerson: true }, undefined, 'unauthenticated'],
    ['gateway where only persons may', gateway, edit, scope, 'forbidden'],
    ['gateway where gateways may', gateway, { gateway: true }, undefined, 'allowed'],
    ['directory', directory, edit, scope, 'forbidden'],
    ['system everywhere', system, edit, scope, 'allowed'],
    [
      'nobody else where only the system may',
      member(organization('api.edit')),
      { systemOnly: true },
      undefined,
      'forbidden',
    ],
    ['system where only it may', system, { systemOnly: true }, undefined, 'allowed'],
  ])('%s', (_, actor, allowed, where, expected) => {
    expect(verdict(actor, allowed, where, 'api.read')).toBe(expected)
  })

  test('denies every actor by default', () => {
    for (const actor of [
      member(organization('api.edit')),
      machine(organization('api.edit')),
      developer([['t1', 'owner']]),
      visitor,
      gateway,
      directory,
    ]) {
      expect(verdict(actor, {}, scope, undefined)).not.toBe('allowed')
      expect(verdict(actor, {}, undefined, undefined)).not.toBe('allowed')
    }
  })
})
