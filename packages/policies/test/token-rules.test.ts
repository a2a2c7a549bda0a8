import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideHead } from '../src/decide.ts'
import { claimTest, matchesPattern } from '../src/tokens/claims.ts'
import { ProofStore } from '../src/tokens/proof-store.ts'
import { ecKey, jkt, proof, stageAddress, type TokenWorld, tokenWorld, withToken } from './token-world.ts'

const verdict = (world: TokenWorld, token: string, method?: string) => {
  const decision = decideHead(world.deps, withToken(`Bearer ${token}`, method))
  return decision.kind === 'allow' ? 'allow' : decision.code
}

describe('S4 rules of an API for tokens', () => {
  const accept = { audiences: ['api://orders'], client: { by: 'claim' as const } }

  test('external tokens are taken by a rule alone; the first that fits decides', () => {
    const none = tokenWorld()
    expect(verdict(none, none.providerToken())).toBe('token_issuer_unknown')
    const world = tokenWorld({
      rules: [
        {
          ...accept,
          claims: [{ claim: 'tier', test: 'equals', value: 'gold' }],
          scopes: { pass: true, map: [{ claim: 'tier', value: 'gold', scopes: ['orders.write'] }] },
        },
        { ...accept, claims: [{ claim: 'tier', test: 'present' }] },
      ],
    })
    expect(verdict(world, world.providerToken({ tier: 'gold' }), 'POST')).toBe('allow')
    expect(verdict(world, world.providerToken({ tier: 'tin' }), 'POST')).toBe('scope_missing')
    expect(verdict(world, world.providerToken())).toBe('token_claims_refused')
    expect(verdict(world, world.providerToken({ azp: 'nobody', tier: 'tin' }))).toBe('token_client_not_linked')
    expect(verdict(world, world.providerToken({ aud: 'api://else' }))).toBe('token_wrong_audience')
  })

  test('one application can stand for all tokens of a provider, and a claim can choose the plan', () => {
    const applicationRule = (world: TokenWorld) => ({
      kind: 'tokenRule' as const,
      id: 'atr_00000000000070008000000000000001' as never,
      apiId: world.snapshot.manifest.versions[0]?.apiId as never,
      issuerId: world.providerId,
      position: 0,
    })
    const world = tokenWorld()
    const plan = world.rows.find(({ kind }) => kind === 'planVersion')
    if (plan?.kind !== 'planVersion') throw new Error('no plan')
    const rule = {
      accept: true,
      audiences: ['api://orders'],
      claims: [],
      scopes: { pass: true, map: [] },
      client: { by: 'application' as const, applicationId: world.caller.ids.application },
      plans: {
        claim: 'tier',
        plans: [
          { value: 'free', planId: plan.planId },
          { value: 'gold', planId: 'pln_00000000000070008000000000000009' as never },
        ],
      },
      forward: false,
    }
    world.change({ ...applicationRule(world), rule })
    expect(verdict(world, world.providerToken({ azp: 'anybody' }))).toBe('allow')
    expect(verdict(world, world.providerToken({ tier: 'free' }))).toBe('allow')
    expect(verdict(world, world.providerToken({ tier: 'gold' }))).toBe('token_plan_missing')
  })

  test('a rule can switch the built-in server off for an API, or ask more of its tokens', () => {
    const off = tokenWorld({ builtInRules: [{ accept: false }] })
    expect(verdict(off, off.token())).toBe('token_issuer_unknown')
    const more = tokenWorld({ builtInRules: [{ claims: [{ claim: 'acr', test: 'oneOf', values: ['2'] }] }] })
    expect(verdict(more, more.token())).toBe('token_claims_refused')
    expect(verdict(more, more.token({ acr: '2' }))).toBe('allow')
  })

  test('claims are compared as texts, sets and patterns; deeper ones by pointer', () => {
    const holds = (rule: Parameters<typeof claimTest>[0], claims: object) => claimTest(rule).holds(claims as never)
    expect(holds({ claim: '/realm/roles', test: 'contains', value: 'a' }, { realm: { roles: ['b', 'a'] } })).toBe(true)
    expect(holds({ claim: 'scope', test: 'contains', value: 'a' }, { scope: 'b a' })).toBe(true)
    expect(holds({ claim: 'scope', test: 'contains', value: 'a' }, { scope: 'ab' })).toBe(false)
    expect(holds({ claim: 'n', test: 'equals', value: 1 }, { n: '1' })).toBe(false)
    expect(holds({ claim: 'constructor', test: 'present' }, {})).toBe(false)
    expect(holds({ claim: 'email', test: 'matches', pattern: '*@acme.example' }, { email: 'a@acme.example' })).toBe(
      true,
    )
    expect(
      holds({ claim: 'email', test: 'matches', pattern: '*@acme.example' }, { email: 'a@acme.example.evil' }),
    ).toBe(false)
  })

  test('a pattern fits exactly what it would as a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 })
    fc.assert(
      fc.property(text, pattern, (given, wanted) => {
        const expression = new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's')
        expect(matchesPattern(given, wanted)).toBe(expression.test(given))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('V10 10.3.5 RFC 9449 proofs of possession', () => {
  function bound(options: { proofs?: boolean } = {}) {
    const world = tokenWorld()
    const key = ecKey('client')
    const token = world.token({ cnf: { jkt: jkt(key) } })
    const deps = { ...world.deps, ...(options.proofs === false ? {} : { proofs: new ProofStore() }) }
    const iat = Math.floor(world.time.now / 1000)
    const htu = `${stageAddress}/orders/v1/orders`
    const send = (sent: string | undefined, scheme = 'DPoP', method = 'GET') => {
      const decision = decideHead(
        deps,
        withToken(`${scheme} ${token}`, method, '/orders', sent === undefined ? [] : ['dpop', sent]),
      )
      return decision.kind === 'allow' ? 'allow' : `${decision.code} ${decision.detail ?? ''}`.trim()
    }
    const made = (claims: object = {}, header: object = {}, by = key) =>
      proof(by, token, { htm: 'GET', htu, iat, ...claims }, header)
    return { world, key, token, send, made, iat, htu }
  }

  test('a bound token needs a proof of this key, for this method, address, token and moment', () => {
    const { send, made, iat, htu, token, key } = bound()
    expect(send(made())).toBe('allow')
    expect(send(made({ htu: `${htu}?a=1#b` }))).toBe('allow')
    expect(send(undefined)).toBe('dpop_required')
    expect(send(made(), 'Bearer')).toBe('dpop_required')
    const other = ecKey('other')
    const wrong: [string, string][] = [
      ['no signed JWT', 'x.y.z'],
      ['typ', made({}, { typ: 'JWT' })],
      ['not the one', made({}, {}, other)],
      ['not by its key', made({}, { jwk: (({ kid: _k, alg: _a, ...jwk }) => jwk)(other.jwk) })],
      ['public key', made({}, { jwk: { ...key.private.export({ format: 'jwk' }) } })],
      ['do not fit', made({}, { alg: 'RS256' })],
      ['do not fit', made({}, { alg: 'none' })],
      ['method', made({ htm: 'POST' })],
      ['address', made({ htu: `${htu}/7` })],
      ['address', made({ htu: 'https://evil.example/orders/v1/orders' })],
      ['minute', made({ iat: iat - 61 })],
      ['minute', made({ iat: iat + 61 })],
      ['ath', made({ ath: 'x' })],
      ['jti', made({ jti: undefined })],
    ]
    for (const [why, sent] of wrong)
      expect([why, send(sent)]).toEqual([why, expect.stringMatching(new RegExp(`^dpop_invalid .*${why}`))])
    expect(token).toBeTruthy()
  })

  test('a proof counts once; a simulation takes nothing', () => {
    const { send, made } = bound()
    const once = made()
    expect([send(once), send(once)]).toEqual(['allow', 'dpop_replayed'])
    const simulated = bound({ proofs: false })
    const again = simulated.made()
    expect([simulated.send(again), simulated.send(again)]).toEqual(['allow', 'allow'])
  })

  test('a token that is bound to nothing is no DPoP token, and one bound otherwise is refused', () => {
    const world = tokenWorld()
    const decide = (authorization: string) => {
      const decision = decideHead(world.deps, withToken(authorization))
      return decision.kind === 'allow' ? 'allow' : decision.code
    }
    expect(decide(`DPoP ${world.token()}`)).toBe('dpop_invalid')
    expect(decide(`Bearer ${world.token({ cnf: { 'x5t#S256': 'x' } })}`)).toBe('token_claims_refused')
  })

  test('the store of proofs is bounded and forgets what is too old anyway', () => {
    const store = new ProofStore()
    const digest = (n: number) => {
      const bytes = Buffer.alloc(32)
      bytes.writeBigInt64LE(BigInt(n) * 2n, 0)
      return bytes
    }
    // All of one bucket.
    const taken = Array.from({ length: 17 }, (_, n) => store.take(digest(n + 1), 60_000, 0))
    expect(taken.filter((one) => one === 'fresh')).toHaveLength(16)
    expect(taken.at(-1)).toBe('full')
    expect(store.take(digest(1), 60_000, 0)).toBe('seen')
    expect(store.take(digest(99), 200_000, 62_000)).toBe('fresh')
  })
})
