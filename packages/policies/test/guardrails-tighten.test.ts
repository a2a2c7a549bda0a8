import { createHash } from 'node:crypto'
import { type GuardrailPolicy, guardrailPolicies } from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { CompiledOperation, GuardrailUse, UndeclaredRules } from '@gatehouse/contracts/snapshot'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { decideBody, decideHead } from '../src/decide.ts'
import type { AllowDecision, DecideDeps, Decision, RequestHead } from '../src/decide-types.ts'
import { policyDefinitions } from '../src/definitions.ts'
import { buildSnapshot } from '../src/snapshot/build.ts'
import { stricterMode } from '../src/snapshot/floors.ts'
import { whyItTightens } from '../src/snapshot/guardrails.ts'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { subjectsOf } from '../src/standing-subjects.ts'
import { stillStands } from '../src/still-stands.ts'
import { callerRows, depsOf, head, id, operation, parameter, snapshotOf, snapshotTexts } from './fixtures.ts'
import { tokenWorld } from './token-world.ts'

const base = tokenWorld()
const versionId = id('version')
const caller = callerRows([versionId])
const tokens = [
  base.token({ scope: 'a' }),
  base.token({ scope: 'b', sub: 'eu_1', department: 'audit' }),
  base.token({ exp: 1 }),
]
const rows = [
  ...caller.rows,
  { ...base.client, hash: createHash('sha256').update('client').digest('hex'), applicationId: caller.ids.application },
  base.issuers.builtIn,
]

// What guardrails say.

const ranges = fc.subarray(['10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32'], { minLength: 1 })
const ipRules = fc.oneof(
  ranges.map((allow) => ({ allow })),
  ranges.map((deny) => ({ deny })),
)
const condition = fc.oneof(
  fc.constantFrom('a', 'b').map((scope) => ({ of: 'scopes', all: [scope] })),
  fc.constantFrom('key', 'token', 'none').map((kind) => ({ of: 'credential', anyOf: [kind] })),
  fc.constantFrom('10.0.0.0/8', '192.0.2.0/24').map((range) => ({ of: 'address', anyOf: [range] })),
  fc.constant({ of: 'claim', rule: { claim: 'department', test: 'present' } }),
  fc.constant({ of: 'method', anyOf: ['POST'] }),
  fc.constant({ of: 'end-user' }),
)
const accessRules = fc.record({
  rules: fc.array(
    fc.record({
      effect: fc.constantFrom('allow', 'deny'),
      when: fc.array(condition, { maxLength: 2 }),
      unless: fc.array(condition, { maxLength: 1 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  otherwise: fc.constantFrom('allow', 'deny'),
})
const rateLimit = fc.integer({ min: 1, max: 3 }).map((burst) => ({ limit: burst, periodSeconds: 3600, burst }))
const headerNames = ['X-Internal', 'X-Debug', 'X-Tenant'] as const
const requestHeaders = fc.record({
  set: fc.subarray([...headerNames]).map((names) => names.map((name) => ({ name, value: 'guarded' }))),
  remove: fc.subarray([...headerNames]),
})
const undeclared = (...rules: ('pass' | 'strip' | 'refuse')[]) =>
  fc.record(
    { query: fc.constantFrom(...rules), header: fc.constantFrom(...rules), body: fc.constantFrom(...rules) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<UndeclaredRules>
const requirements = fc
  .record(
    {
      credentials: fc.constantFrom(['key'], ['token'], ['key', 'token']),
      noAnonymous: fc.constant(true),
      boundTokens: fc.constant(true),
      requestValidation: fc.constantFrom('report', 'block'),
      responseValidation: fc.constantFrom('report', 'block'),
      undeclared: undeclared('pass', 'strip', 'refuse'),
      bodyBytes: fc.constantFrom(20, 200),
    },
    { requiredKeys: [] },
  )
  .filter((options) => policyDefinitions['requirements']?.options.safeParse(options).success === true)

const optionsOf: Record<GuardrailPolicy, fc.Arbitrary<object>> = {
  'access-rules': accessRules,
  'ip-rules': ipRules,
  'rate-limit': rateLimit,
  'request-headers': requestHeaders,
  requirements,
}
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as JsonObject
const use = (policy: GuardrailPolicy) => optionsOf[policy].map((options) => ({ policy, options: plain(options) }))
const guardrail: fc.Arbitrary<GuardrailUse> = fc
  .tuple(
    fc.oneof(...guardrailPolicies.map(use)),
    fc.constantFrom<Partial<GuardrailUse>>(
      {},
      { audience: 'partner' },
      { tag: 'money' },
      { audience: 'partner', tag: 'money' },
    ),
  )
  .map(([made, scope]) => ({ ...made, ...scope, guardrail: 'grd_00000000000000000000000000000001' as never }))

// What an API says, to be as open as it can.

const responses = [{ status: '200', headers: [], content: { 'application/json': {} } }]
const settings = fc.record(
  {
    anonymous: fc.boolean(),
    requestValidation: fc.constantFrom('off' as const, 'report' as const, 'block' as const),
    responseValidation: fc.constantFrom('off' as const, 'report' as const, 'block' as const),
    undeclared: undeclared('pass', 'strip', 'refuse'),
    limits: fc.constantFrom({ bodyBytes: 50 }, { bodyBytes: 1_000_000 }),
    policies: fc.array(fc.oneof(...guardrailPolicies.filter((name) => name !== 'requirements').map(use)), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['policies', 'limits', 'requestValidation', 'anonymous'] },
) as fc.Arbitrary<Partial<CompiledOperation>>

const mostOpen: Partial<CompiledOperation> = {
  anonymous: true,
  requestValidation: 'off',
  limits: { bodyBytes: 1_000_000 },
}

function operationOf(more: Partial<CompiledOperation>): CompiledOperation {
  return operation({
    path: '/x',
    method: 'POST',
    tags: ['money', 'read'],
    parameters: [parameter({ in: 'query', name: 'limit', schema: { type: 'integer' } })],
    body: {
      required: false,
      content: {
        'application/json': {
          schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer' }, note: { type: 'string' } } },
        },
      },
    },
    responses,
    ...more,
  })
}

function stage(more: Partial<CompiledOperation>, guardrails: GuardrailUse[]): DecideDeps {
  const snapshot = snapshotOf([{ operations: [operationOf(more)], version: { id: versionId, audience: 'partner' } }], {
    guardrails,
  })
  return depsOf(snapshot, rows).deps
}

// What callers send.

const call = fc.record({
  credential: fc.constantFrom('key', 'bad-key', 'none', 0, 1, 2),
  address: fc.constantFrom('10.1.1.1', '192.0.2.7', '2001:db8::5', '203.0.113.1'),
  query: fc.constantFrom('', '?limit=5', '?limit=x', '?debug=1'),
  header: fc.constantFrom([], ['X-Debug', 'client'], ['X-Internal', 'client', 'x-tenant', 'client']),
  body: fc.constantFrom('', '{"n":1}', '{"n":"x"}', '{"n":1,"extra":true}', `{"n":1,"note":"${'x'.repeat(60)}"}`, '{'),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

function requestOf({ credential, address, query, header, body }: Call): RequestHead {
  const authorization =
    typeof credential === 'number'
      ? ['Authorization', `Bearer ${tokens[credential]}`]
      : credential === 'none'
        ? []
        : ['X-API-Key', credential === 'key' ? caller.key : 'gh_live_wrong']
  return head(`/orders/v1/x${query}`, {
    method: 'POST',
    remoteAddress: address,
    rawHeaders: [...authorization, ...header, ...(body === '' ? [] : ['Content-Type', 'application/json'])],
    bodyLength: Buffer.byteLength(body),
  })
}

function decide(deps: DecideDeps, one: Call): Decision {
  const decision = decideHead(deps, requestOf(one))
  return decision.kind === 'allow' && decision.needsBody ? decideBody(deps, decision, Buffer.from(one.body)) : decision
}

function headersAfter(decision: AllowDecision, { header }: Call): string[] {
  const headers = [...header]
  for (const transform of decision.operation.transforms) transform({ headers, decision })
  return headers
}

describe('S22 a guardrail can be tightened by an API, never weakened', () => {
  test('whatever a guardrail alone refuses is refused whatever the API’s policies and settings are; what it sets and asks stays', () => {
    fc.assert(
      fc.property(guardrail, settings, fc.array(call, { minLength: 6, maxLength: 10 }), (guard, api, calls) => {
        const alone = stage(mostOpen, [guard])
        const both = stage(api, [guard])
        let allowedAlone = 0
        let allowedBoth = 0
        for (const one of calls) {
          const without = decide(alone, one)
          const decision = decide(both, one)
          if (without.kind === 'allow') allowedAlone += 1
          if (decision.kind === 'allow') allowedBoth += 1
          // A limit counts what comes to it: what an API refuses before is room for the next. It is compared by number below.
          const compared = guard.policy !== 'rate-limit'
          if (compared && without.kind === 'refuse')
            expect({ guard, one, verdict: decision.kind }).toMatchObject({ verdict: 'refuse' })
          if (decision.kind === 'allow' && guard.policy === 'request-headers')
            expectGuardedHeaders(guard.options, headersAfter(decision, one))
          if (decision.kind === 'allow' && without.kind === 'allow') {
            // What the guardrail took out is not there either.
            expect(decision.stripped).toBeGreaterThanOrEqual(guard.policy === 'requirements' ? without.stripped : 0)
          }
        }
        expect(allowedBoth).toBeLessThanOrEqual(allowedAlone)
        if (guard.policy === 'requirements') expectFloor(both, guard.options, api)
      }),
      { numRuns: 300 },
    )
  }, 30_000)

  function expectGuardedHeaders(options: JsonObject, headers: string[]) {
    const { set, remove } = options as { set: { name: string; value: string }[]; remove: string[] }
    const valuesOf = (name: string) =>
      headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name.toLowerCase())
    for (const { name, value } of set) expect(new Set(valuesOf(name))).toEqual(new Set([value]))
    for (const name of remove) if (!set.some((one) => one.name === name)) expect(valuesOf(name)).toEqual([])
  }

  function expectFloor({ snapshot }: DecideDeps, floor: JsonObject, api: Partial<CompiledOperation>) {
    const [runs] = snapshot.operations
    if (runs === undefined) throw new Error('no operation')
    const { requestValidation, responseValidation, bodyBytes } = floor as {
      requestValidation?: never
      responseValidation?: never
      bodyBytes?: number
    }
    expect(runs.validation).toBe(stricterMode(api.requestValidation, requestValidation))
    expect(runs.responseMode).toBe(stricterMode(api.responseValidation, responseValidation))
    expect(runs.bodyBytes).toBe(Math.min(api.limits?.bodyBytes ?? 0, bodyBytes ?? Number.POSITIVE_INFINITY))
  }

  test('each kind that can be a guardrail has its reason; no other can be one', () => {
    expect(Object.keys(whyItTightens).sort()).toEqual([...guardrailPolicies].sort())
    const others = Object.keys(policyDefinitions).filter(
      (name) => !(guardrailPolicies as readonly string[]).includes(name),
    )
    for (const policy of [...others, 'magic']) {
      const { manifestText, parts } = snapshotTexts([{ operations: [operationOf({})] }], {
        guardrails: [{ policy, options: {} }],
      })
      expect(buildSnapshot({ manifestText, parts, compileSchema: generateValidatorCode })).toMatchObject({ ok: false })
    }
  })
})

describe('S22 where a guardrail holds', () => {
  const denyAll = { policy: 'access-rules', options: { rules: [{ effect: 'deny' }] } as JsonObject }
  const verdict = (scope: Partial<GuardrailUse>, audience: 'partner' | 'public' | undefined, tags: string[]) => {
    const snapshot = snapshotOf(
      [
        {
          operations: [operationOf({ anonymous: true, tags })],
          version: { id: versionId, ...(audience && { audience }) },
        },
      ],
      { guardrails: [{ ...denyAll, ...scope }] },
    )
    return decideHead(depsOf(snapshot, rows).deps, head('/orders/v1/x', { method: 'POST' })).kind
  }

  it.each([
    [{}, 'public', [], 'refuse'],
    [{ audience: 'partner' }, 'partner', [], 'refuse'],
    [{ audience: 'partner' }, 'public', [], 'allow'],
    [{ audience: 'partner' }, undefined, [], 'allow'],
    [{ tag: 'money' }, 'public', ['x', 'money'], 'refuse'],
    [{ tag: 'money' }, 'public', ['x'], 'allow'],
    [{ tag: 'money', audience: 'partner' }, 'partner', ['money'], 'refuse'],
    [{ tag: 'money', audience: 'partner' }, 'public', ['money'], 'allow'],
    [{ tag: 'money', audience: 'partner' }, 'partner', [], 'allow'],
  ] as const)('%j at an API for %s with tags %j: %s', (scope, audience, tags, expected) =>
    expect(verdict(scope, audience, [...tags])).toBe(expected),
  )

  const asked = (options: object): GuardrailUse[] => [{ policy: 'requirements', options: plain(options) }]
  const codes = (options: object, more: Partial<CompiledOperation>, credentials: Call['credential'][]) => {
    const deps = stage({ ...mostOpen, ...more }, asked(options))
    return credentials.map((credential) => {
      const decision = decide(deps, { credential, address: '10.1.1.1', query: '', header: [], body: '' })
      return decision.kind === 'allow' ? 'allow' : decision.code
    })
  }

  it('requirements say what to do: a credential where everybody could call, another kind, a bound token', () => {
    expect(codes({ noAnonymous: true }, {}, ['none', 'bad-key', 'key', 0])).toEqual([
      'credential_required',
      'key_malformed',
      'allow',
      'allow',
    ])
    expect(codes({ noAnonymous: true }, { anonymous: false }, ['none'])).toEqual(['key_missing'])
    expect(codes({ credentials: ['token'] }, {}, ['none', 'key', 0])).toEqual([
      'credential_required',
      'credential_kind_denied',
      'allow',
    ])
    expect(codes({ credentials: ['key'] }, {}, ['key', 0])).toEqual(['allow', 'credential_kind_denied'])
    expect(codes({ boundTokens: true }, {}, ['none', 'key', 0])).toEqual(['allow', 'allow', 'token_not_bound'])
  })

  it('a stream at an open operation ends with its caller’s credential where a guardrail asks for one', () => {
    for (const [guardrails, stands] of [
      [[], true],
      [asked({ noAnonymous: true }), false],
    ] as const) {
      const snapshot = snapshotOf([{ operations: [operationOf(mostOpen)], version: { id: versionId } }], {
        guardrails: [...guardrails],
      })
      const { deps, table, time } = depsOf(snapshot, rows)
      const decision = decide(deps, { credential: 'key', address: '10.1.1.1', query: '', header: [], body: '' })
      if (decision.kind !== 'allow') throw new Error('refused')
      expect(stillStands(deps, decision, time.now)).toBe(true)
      const gone = caller.rows.flatMap((row) => (row.kind === 'credential' ? [{ ...row, revokedAt: time.now }] : []))
      table.apply(
        gone.map((row) => ({ seq: 1000, row })),
        [],
      )
      expect(stillStands(deps, decision, time.now)).toBe(stands)
      expect(subjectsOf(decision).length > 0).toBe(!stands)
    }
  })

  it('answers that a guardrail asks to be judged must be described in the part: what is not there is not skipped', () => {
    const bare = operation({ path: '/x' })
    const { manifestText, parts } = snapshotTexts([{ operations: [bare] }], {
      guardrails: asked({ responseValidation: 'block' }),
    })
    const built = buildSnapshot({ manifestText, parts, compileSchema: generateValidatorCode })
    expect(built).toMatchObject({ ok: false, issues: [{ code: 'format', where: bare.id }] })
  })

  it('parts are built again where the floors under them changed, and only there', () => {
    const input = [{ operations: [operationOf(mostOpen)], version: { id: versionId } }]
    const { manifestText, manifest, parts } = snapshotTexts(input)
    const build = (guardrails: GuardrailUse[], previous: Parameters<typeof buildSnapshot>[0]['previous']) => {
      const text = JSON.stringify({ ...manifest, guardrails })
      const built = buildSnapshot({
        manifestText: text,
        parts,
        compileSchema: generateValidatorCode,
        previous: previous ?? null,
      })
      if (!built.ok) throw new Error(JSON.stringify(built.issues))
      return built.snapshot
    }
    expect(manifestText).not.toBe('')
    const open = build([], null)
    const [hash = ''] = open.internals.parts.keys()
    const limited = build([{ policy: 'rate-limit', options: { limit: 1, periodSeconds: 1, burst: 1 } }], open)
    expect(limited.internals.parts.get(hash)).toBe(open.internals.parts.get(hash))
    const strict = build(asked({ requestValidation: 'block' }), limited)
    expect(strict.operations[0]?.validation).toBe('block')
    expect(strict.internals.parts.get(hash)).not.toBe(open.internals.parts.get(hash))
    expect(build([], strict).operations[0]?.validation).toBe('off')
  })
})
