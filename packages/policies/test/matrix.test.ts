import type { AccessUpsert } from '@gatehouse/contracts/access'
import { assert, constantFrom, option, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { decideHead } from '../src/decide.ts'
import type { RequestDecision } from '../src/decision.ts'
import { AccessJudge } from '../src/matrix/access-judge.ts'
import { type AccessCaller, judgeAccess, nobody, plannedOperations } from '../src/matrix/judge-access.ts'
import { addressesFor } from '../src/matrix/moments.ts'
import { instantsOf } from '../src/matrix/zone-instants.ts'
import { callerRows, depsOf, head, operation, snapshotOf } from './fixtures.ts'

const now = Date.UTC(2026, 4, 12, 10, 0, 0)
type Row = AccessUpsert['row']

const rules = (when: object[], otherwise = 'deny') => ({
  policy: 'access-rules',
  options: { rules: [{ effect: 'allow', when, unless: [] }], otherwise, examples: [] },
})

/** Operations under every kind of rule that an API or a guardrail can have. */
const operations = [
  operation({ path: '/plain' }),
  operation({ path: '/open', anonymous: true }),
  operation({ path: '/scoped', scopes: [['a', 'b'], ['c']] }),
  operation({ path: '/inside', policies: [{ policy: 'ip-rules', options: { allow: ['10.0.0.0/8'] } }] as never }),
  operation({ path: '/ruled', policies: [rules([{ of: 'scopes', all: ['c'] }])] as never }),
  operation({
    path: '/timed',
    policies: [rules([{ of: 'time', from: '09:00', to: '11:00', zone: 'UTC' }])] as never,
  }),
  operation({
    path: '/night',
    policies: [rules([{ of: 'time', from: '22:00', to: '04:00', zone: 'Asia/Tokyo' }])] as never,
  }),
  operation({ path: '/danger', tags: ['danger'] }),
]
const guardrails = [
  { policy: 'ip-rules', options: { deny: ['203.0.113.0/24'] }, guardrail: `grd_${'0'.repeat(31)}1` },
  { ...rules([{ of: 'address', anyOf: ['10.1.0.0/16'] }]), tag: 'danger', guardrail: `grd_${'0'.repeat(31)}2` },
  { policy: 'requirements', options: { noAnonymous: true }, tag: 'danger', guardrail: `grd_${'0'.repeat(31)}3` },
]
const snapshot = snapshotOf([{ operations }], { guardrails: guardrails as never, capabilities: [] })
const versionId = snapshot.manifest.versions[0]?.id ?? ''
const basePath = snapshot.manifest.versions[0]?.basePath ?? ''

const world = record({
  application: constantFrom('active', 'suspended'),
  team: constantFrom('active', 'suspended'),
  subscription: constantFrom('pending', 'active', 'active', 'suspended', 'rejected', 'closed'),
  included: constantFrom(true, true, false),
  scopes: constantFrom([], ['a'], ['a', 'b'], ['c'], ['other']),
  expiresAt: option(constantFrom(now - 1, now + 1), { nil: undefined }),
  revokedAt: option(constantFrom(now - 1), { nil: undefined, freq: 5 }),
  ipRanges: option(constantFrom(['10.1.0.0/16'], ['192.0.2.0/24']), { nil: undefined }),
  paused: option(constantFrom({ reason: 'Rest' }), { nil: undefined, freq: 5 }),
  shows: constantFrom(true, true, true, false),
  address: constantFrom('192.0.2.1', '10.1.2.3', '10.9.9.9', '203.0.113.5'),
  path: constantFrom(...operations.map(({ path }) => path)),
})
type World = typeof world extends { generate: (...args: never[]) => { value: infer T } } ? T : never

function rowsOf(given: World, caller: ReturnType<typeof callerRows>): Row[] {
  const defined = (value: object) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))
  return caller.rows.map((row) => {
    if (row.kind === 'application')
      return { ...row, state: given.application, ...defined({ paused: given.paused }) } as Row
    if (row.kind === 'team') return { ...row, state: given.team } as Row
    if (row.kind === 'subscription') return { ...row, state: given.subscription } as Row
    if (row.kind === 'product') return given.included ? row : { ...row, items: [] }
    if (row.kind !== 'credential') return row
    const { scopes, expiresAt, revokedAt, ipRanges } = given
    return { ...row, scopes: [...scopes], ...defined({ expiresAt, revokedAt, ipRanges }) }
  })
}

test('S10 judgeAccess gives the verdict of decideHead for every request that the contract takes', () => {
  assert(
    property(world, (given) => {
      const caller = callerRows([versionId])
      const { deps } = depsOf(snapshot, rowsOf(given, caller))
      const real = decideHead(
        deps,
        head(`${basePath}${given.path}`, {
          rawHeaders: given.shows ? ['X-API-Key', caller.key] : [],
          remoteAddress: given.address,
        }),
      )
      const planned = plannedOperations(snapshot).find(({ definition }) => definition.path === given.path)
      const credential = deps.access.findClient(caller.ids.credential)
      if (planned === undefined || credential === null) throw new Error('the world is not whole')
      const who: AccessCaller = given.shows ? { kind: 'key', credential } : nobody
      const judged = judgeAccess(deps, who, planned, { at: now, address: given.address })
      const told = (decision: RequestDecision) => {
        const { kind, code, detail, subscriptionId, ruling } = decision
        return { kind, code, detail, subscriptionId, ruling }
      }
      expect(told(judged)).toEqual(told(real as unknown as RequestDecision))
    }),
    { numRuns: 2_000 },
  )
})

test('S9 a verdict says on what it depends: address, time, a key that is still to be made', () => {
  const caller = callerRows([versionId])
  const { deps } = depsOf(snapshot, caller.rows)
  const judge = new AccessJudge(deps, now)
  const credential = {
    id: caller.ids.credential,
    kind: 'key' as const,
    ipRanges: [],
    digest: '',
    clientId: null,
    madeUp: false,
  }
  const verdictOf = (path: string, madeUp = false) => {
    const planned = plannedOperations(snapshot).find(({ definition }) => definition.path === path)
    if (planned === undefined) throw new Error(`there is no ${path}`)
    const { verdict, depends } = judge.application({ id: 'app', credentials: [{ ...credential, madeUp }] }, planned)
    return `${verdict} ${depends.join()}`.trim()
  }
  expect(verdictOf('/plain')).toBe('depends address')
  expect(verdictOf('/inside')).toBe('depends address')
  expect(verdictOf('/timed')).toBe('depends address,time')
  expect(verdictOf('/night')).toBe('depends time,address')
  expect(verdictOf('/danger')).toBe('depends address')
})

test('addresses of every kind that lists tell apart are tried, and only these', () => {
  expect(addressesFor([])).toEqual(['192.0.2.1'])
  expect(addressesFor([['10.0.0.0/8'], ['10.1.0.0/16']])).toEqual(['192.0.2.1', '10.0.0.0', '10.1.0.0'])
  expect(addressesFor([['2001:db8::/32']])).toEqual(['192.0.2.1', '2001:db8:0:0:0:0:0:0'])
})

test('the instants of a wall clock go with its summer time', () => {
  const [before, after] = instantsOf('Europe/Berlin', '08:00', Date.UTC(2026, 2, 28, 12), 2)
  expect(new Date(before ?? 0).toISOString()).toBe('2026-03-28T07:00:00.000Z')
  expect(new Date(after ?? 0).toISOString()).toBe('2026-03-29T06:00:00.000Z')
})
