import {
  type AccessExample,
  type AccessRule,
  accessExample,
  accessRulesOptions,
  type CredentialKind,
} from '@gatehouse/contracts/access-rules'
import type { JsonObject } from '@gatehouse/contracts/json'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { decideHead } from '../src/decide.ts'
import type { Decision } from '../src/decide-types.ts'
import { runExample } from '../src/policies/access-rules/run-example.ts'
import { traceOf } from '../src/trace.ts'
import { callerRows, depsOf, head, id, operation, snapshotOf } from './fixtures.ts'
import { header } from './orders-world.ts'
import { tokenWorld, withToken } from './token-world.ts'

const rules = (...list: object[]) => ({ policy: 'access-rules', options: { rules: list } as JsonObject })
const allow = (when: object[], more: object = {}) => ({ effect: 'allow', when, ...more })
const plainKey = (key: string) => ({ rawHeaders: ['x-api-key', key] })
const verdict = (decision: Decision) => (decision.kind === 'allow' ? 'allow' : decision.code)

describe('S8 access rules', () => {
  it('what they look at is what the gateway knows: of a key, of a token, of nobody', () => {
    const known = tokenWorld()
    const { application, team, product } = known.caller.ids
    const planId = known.caller.rows.flatMap((row) => (row.kind === 'planVersion' ? [row.planId] : []))[0] ?? ''
    const cases: [condition: object, key: boolean, token: boolean, nobody: boolean][] = [
      [{ of: 'scopes', all: ['a'] }, true, true, false],
      [{ of: 'scopes', all: ['a', 'z'] }, true, false, false],
      [{ of: 'claim', rule: { claim: 'department', test: 'oneOf', values: ['audit'] } }, false, true, false],
      [{ of: 'claim', rule: { claim: '/realm/level', test: 'equals', value: 3 } }, false, true, false],
      [{ of: 'role', anyOf: ['clerk'] }, false, true, false],
      [{ of: 'role', anyOf: ['boss'] }, false, false, false],
      [{ of: 'plan', anyOf: [planId] }, true, true, false],
      [{ of: 'product', anyOf: [product] }, true, true, false],
      [{ of: 'application', anyOf: [application] }, true, true, false],
      [{ of: 'application', anyOf: [id('application')] }, false, false, false],
      [{ of: 'team', anyOf: [team] }, true, true, false],
      [{ of: 'address', anyOf: ['192.0.2.0/24'] }, true, true, true],
      [{ of: 'address', anyOf: ['10.0.0.0/8', '2000::/3'] }, false, false, false],
      // Tuesday 2026-05-12 10:00 UTC
      [{ of: 'time', days: ['tue'], from: '12:00', to: '12:01', zone: 'Europe/Berlin' }, true, true, true],
      [{ of: 'time', days: ['tue'], from: '10:00', to: '10:30', zone: 'Europe/Berlin' }, false, false, false],
      [{ of: 'time', days: ['mon'], from: '22:00', to: '10:01', zone: 'UTC' }, true, true, true],
      [{ of: 'time', days: ['tue'], from: '22:00', to: '10:01', zone: 'UTC' }, false, false, false],
      [{ of: 'credential', anyOf: ['key'] }, true, false, false],
      [{ of: 'credential', anyOf: ['token'] }, false, true, false],
      [{ of: 'credential', anyOf: ['none'] }, false, false, true],
      [{ of: 'method', anyOf: ['GET'] }, true, true, true],
      [{ of: 'method', anyOf: ['POST'] }, false, false, false],
      [{ of: 'end-user' }, false, true, false],
    ]
    for (const [condition, ...expected] of cases) {
      // Of a world with equal ids: what rules name must be there.
      const world = tokenWorld({ policies: [rules(allow([condition]))] })
      world.change(...known.caller.rows)
      const token = world.token({
        sub: 'eu_1',
        scope: 'a b',
        department: 'audit',
        realm: { level: 3 },
        roles: 'clerk x',
      })
      const found = [
        head('/orders/v1/orders', plainKey(known.caller.key)),
        withToken(`Bearer ${token}`),
        head('/orders/v1/open'),
      ].map((request) => decideHead(withProduct(world), request).kind === 'allow')
      expect([condition, found]).toEqual([condition, expected])
    }

    function withProduct(world: ReturnType<typeof tokenWorld>) {
      const [version] = world.snapshot.manifest.versions
      const items = [{ include: 'version' as const, versionId: version?.id as never }]
      world.change(
        { kind: 'product', id: product, items },
        // The token's client is the same application.
        { kind: 'credential', id: world.client.id, hash: '0'.repeat(64), applicationId: application, scopes: [] },
      )
      return world.deps
    }
  })

  it('the first rule that applies decides, and the rest is refused', () => {
    const world = tokenWorld({
      policies: [
        rules(
          { name: 'no-nights', effect: 'deny', when: [{ of: 'time', from: '22:00', to: '06:00', zone: 'UTC' }] },
          allow([{ of: 'credential', anyOf: ['key'] }]),
          {
            effect: 'deny',
            when: [{ of: 'method', anyOf: ['GET'] }],
            unless: [{ of: 'end-user' }],
            say: 'Sign in first.',
          },
        ),
      ],
    })
    const ask = (token: object | null) =>
      decideHead(
        world.deps,
        token === null
          ? head('/orders/v1/orders', plainKey(world.caller.key))
          : withToken(`Bearer ${world.token(token)}`),
      )
    const operationId = world.snapshot.operations[0]?.id
    expect(ask(null)).toMatchObject({ kind: 'allow', ruling: { owner: operationId, rule: '2', effect: 'allow' } })
    expect(ask({})).toMatchObject({
      code: 'access_rule_denied',
      detail: 'Sign in first.',
      phase: 'authorize',
      ruling: { owner: operationId, rule: '3', effect: 'deny' },
    })
    expect(ask({ sub: 'eu_1' })).toMatchObject({
      code: 'access_rule_denied',
      ruling: { rule: 'otherwise', effect: 'deny' },
    })
    world.time.now += 12.5 * 3_600_000
    const night = ask(null)
    expect(night).toMatchObject({ detail: expect.stringContaining('“no-nights”'), ruling: { rule: 'no-nights' } })
    expect(traceOf(night).at(-1)).toMatchObject({
      phase: 'authorize',
      outcome: 'refused',
      facts: { rule: `${operationId}:no-nights` },
    })
  })

  it('a caller who lacks scopes is told which, as RFC 6750 has it', () => {
    const world = tokenWorld({
      policies: [
        rules(
          allow([
            { of: 'scopes', all: ['a', 'b', 'c'] },
            { of: 'method', anyOf: ['GET'] },
          ]),
        ),
      ],
    })
    const lacking = decideHead(world.deps, withToken(`Bearer ${world.token({ scope: 'b' })}`))
    expect(lacking).toMatchObject({ code: 'access_rule_denied' })
    expect(header(lacking, 'WWW-Authenticate')).toBe('Bearer realm="API", error="insufficient_scope", scope="a c"')
    expect(decideHead(world.deps, withToken(`Bearer ${world.token({ scope: 'a b c' })}`)).kind).toBe('allow')
    // Something else is missing: no scope would help.
    const other = tokenWorld({ policies: [rules(allow([{ of: 'scopes', all: ['a'] }, { of: 'end-user' }]))] })
    const refused = decideHead(other.deps, withToken(`Bearer ${other.token()}`))
    expect(refused.responseHeaders).not.toContain('WWW-Authenticate')
  })

  it('on an open operation a credential that does not count is none, and its claims are nobody’s', () => {
    const world = tokenWorld({
      policies: [rules({ effect: 'deny', when: [{ of: 'credential', anyOf: ['none'] }] }, allow([]))],
    })
    const open = (token: string) => decideHead(world.deps, withToken(`Bearer ${token}`, 'GET', '/open'))
    expect(open(world.token()).kind).toBe('allow')
    expect(verdict(open(world.token({ exp: 1 })))).toBe('access_rule_denied')
  })

  it('guardrails’ lists and the API’s must each allow; the one that refuses is named, else the last', () => {
    const guardrail = id('guardrail')
    const from = (address: string) => rules(allow([{ of: 'address', anyOf: [address] }], { name: 'net' }))
    const world = (guardrailFrom: string, ownFrom: string) => {
      const made = tokenWorld({ guardrails: [{ ...from(guardrailFrom), guardrail }], policies: [from(ownFrom)] })
      return decideHead(made.deps, head('/orders/v1/orders', plainKey(made.caller.key)))
    }
    const [here, elsewhere] = ['192.0.2.0/24', '10.0.0.0/8'] as const
    expect(world(here, here)).toMatchObject({ kind: 'allow', ruling: { owner: expect.stringMatching(/^op_/) } })
    expect(world(elsewhere, here)).toMatchObject({
      code: 'access_rule_denied',
      ruling: { owner: guardrail, rule: 'otherwise' },
    })
    expect(world(here, elsewhere)).toMatchObject({ ruling: { owner: expect.stringMatching(/^op_/), effect: 'deny' } })
  })

  it('rules of a whole version speak in its name; an API’s rules never in a guardrail’s', () => {
    const spoofed = { ...rules(allow([])), guardrail: id('guardrail') }
    const made = tokenWorld({ policies: [{ ...rules(allow([])), whole: true }] })
    const ask = (world: typeof made) => decideHead(world.deps, head('/orders/v1/orders', plainKey(world.caller.key)))
    expect(ask(made).ruling?.owner).toBe(made.snapshot.manifest.versions[0]?.id)
    expect(ask(tokenWorld({ policies: [spoofed] })).ruling?.owner).toMatch(/^op_/)
  })

  it('where there are none, nothing is ruled', () => {
    const world = tokenWorld()
    const decision = decideHead(world.deps, head('/orders/v1/orders', plainKey(world.caller.key)))
    expect(decision.ruling).toBeNull()
    expect(traceOf(decision).some(({ facts }) => facts !== undefined && 'rule' in facts)).toBe(false)
  })
})

describe('S12 examples', () => {
  const methods = ['GET', 'DELETE', 'POST'] as const
  const base = tokenWorld()
  const plans = [id('plan'), id('plan')] as const
  const teamIds = [id('team'), id('team')] as const
  const aimed = fc.oneof(
    fc.constantFrom('a', 'b', 'c').map((scope) => ({ of: 'scopes', all: [scope] })),
    fc
      .constantFrom('finance', 'audit')
      .map((value) => ({ of: 'claim', rule: { claim: 'department', test: 'equals', value } })),
    fc.constant({ of: 'claim', rule: { claim: 'iss', test: 'present' } }),
    fc.constantFrom('clerk', 'boss').map((role) => ({ of: 'role', anyOf: [role] })),
    fc.constantFrom(...plans).map((plan) => ({ of: 'plan', anyOf: [plan] })),
    fc.constantFrom(...teamIds).map((team) => ({ of: 'team', anyOf: [team] })),
    fc.constantFrom('10.0.0.0/8', '2001:db8::/32').map((range) => ({ of: 'address', anyOf: [range] })),
    fc
      .constantFrom('mon', 'tue', 'sun')
      .map((day) => ({ of: 'time', days: [day], from: '20:00', to: '09:30', zone: 'America/New_York' })),
    fc.constantFrom('key', 'token', 'none').map((kind) => ({ of: 'credential', anyOf: [kind] })),
    fc.constantFrom('GET', 'DELETE').map((method) => ({ of: 'method', anyOf: [method] })),
    fc.constant({ of: 'end-user' }),
  )
  const list = fc.array(
    fc.record({
      effect: fc.constantFrom('allow', 'deny'),
      when: fc.array(aimed, { maxLength: 3 }),
      unless: fc.array(aimed, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 5 },
  ) as fc.Arbitrary<AccessRule[]>
  const call = fc.record({
    credential: fc.constantFrom<CredentialKind>('key', 'token', 'none'),
    scopes: fc.subarray(['a', 'b', 'c']),
    department: fc.constantFrom('finance', 'audit', undefined),
    roles: fc.subarray(['clerk', 'boss']),
    person: fc.boolean(),
    plan: fc.constantFrom(...plans),
    team: fc.constantFrom(...teamIds),
    address: fc.constantFrom('10.1.2.3', '192.0.2.1', '2001:db8::1', '::ffff:10.0.0.9'),
    method: fc.constantFrom('GET' as const, 'DELETE' as const, 'POST' as const),
    at: fc.integer({ min: 0, max: 14 * 24 * 60 }).map((minute) => Date.UTC(2026, 2, 1) + minute * 60_000),
  })

  test('agree with decide() on a live snapshot: same verdict, same rule', () => {
    let allowed = 0
    const runs = 250
    fc.assert(
      fc.property(list, fc.constantFrom('allow' as const, 'deny' as const), call, (made, otherwise, asked) => {
        const options = accessRulesOptions.parse({ rules: made, otherwise })
        const policies = [{ policy: 'access-rules', options: JSON.parse(JSON.stringify(options)) as JsonObject }]
        const operations = methods.map((method) =>
          operation({ path: '/x', method, anonymous: asked.credential === 'none', policies }),
        )
        const { decision, example } = live(operations, asked, otherwise)
        const outcome = runExample(options, example)
        expect(decision.ruling).toMatchObject({ rule: outcome.rule, effect: outcome.effect })
        expect(verdict(decision)).toBe(outcome.effect === 'allow' ? 'allow' : 'access_rule_denied')
        if (outcome.effect === 'allow') allowed += 1
      }),
      { numRuns: runs },
    )
    // Both come out, or the comparison would say little.
    expect(allowed).toBeGreaterThan(runs / 10)
    expect(allowed).toBeLessThan((runs * 9) / 10)
  })

  type Asked = Parameters<Parameters<typeof fc.property<[typeof call extends fc.Arbitrary<infer T> ? T : never]>>[1]>[0]

  function live(operations: ReturnType<typeof operation>[], asked: Asked, expect: 'allow' | 'deny') {
    const snapshot = snapshotOf([{ operations }])
    const caller = callerRows([snapshot.manifest.versions[0]?.id ?? ''])
    const rows = caller.rows.map((row) => {
      if (row.kind === 'team') return { ...row, id: asked.team }
      if (row.kind === 'application') return { ...row, teamId: asked.team }
      if (row.kind === 'planVersion') return { ...row, planId: asked.plan }
      return row.kind === 'credential' ? { ...row, scopes: asked.scopes } : row
    })
    const client = { ...base.client, hash: '1'.repeat(64), applicationId: caller.ids.application }
    const { deps, time } = depsOf(snapshot, [...rows, client, base.issuers.builtIn])
    time.now = asked.at
    const seconds = asked.at / 1000
    const claims = {
      ...base.claims({ iat: seconds - 5, exp: seconds + 500, scope: asked.scopes.join(' '), roles: asked.roles }),
      ...(asked.person && { sub: 'eu_1' }),
      ...(asked.department !== undefined && { department: asked.department }),
    }
    const rawHeaders =
      asked.credential === 'key'
        ? ['x-api-key', caller.key]
        : asked.credential === 'token'
          ? ['authorization', `Bearer ${base.token(claims)}`]
          : []
    const { method, address } = asked
    const decision = decideHead(deps, head('/orders/v1/x', { method, rawHeaders, remoteAddress: address }))
    const known = asked.credential !== 'none'
    const example: AccessExample = accessExample.parse({
      title: 'The same call',
      caller: {
        credential: asked.credential,
        scopes: known ? asked.scopes : [],
        claims: asked.credential === 'token' ? (JSON.parse(JSON.stringify(claims)) as object) : {},
        endUser: asked.person,
        ...(known && {
          planId: asked.plan,
          teamId: asked.team,
          productId: caller.ids.product,
          applicationId: caller.ids.application,
        }),
      },
      method,
      address,
      at: new Date(asked.at).toISOString(),
      expect,
    })
    return { decision, example }
  }
})
