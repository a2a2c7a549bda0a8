import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decideHead } from '../src/decide.ts'
import type { RequestHead } from '../src/decide-types.ts'
import { stillStands } from '../src/still-stands.ts'
import { head } from './fixtures.ts'
import {
  builtIn,
  ecKey,
  encode,
  externalIssuer,
  signed,
  stageAddress,
  type TokenWorld,
  tokenWorld,
  withToken,
} from './token-world.ts'

function verdict(world: TokenWorld, request: RequestHead): string {
  const decision = decideHead(world.deps, request)
  return decision.kind === 'allow' ? 'allow' : decision.code
}
const bearer = (world: TokenWorld, token: string, method?: string, path?: string) =>
  verdict(world, withToken(`Bearer ${token}`, method, path))
const challenge = (world: TokenWorld, request: RequestHead) => {
  const { responseHeaders } = decideHead(world.deps, request)
  return responseHeaders[responseHeaders.indexOf('WWW-Authenticate') + 1]
}

describe('tokens of the built-in server', () => {
  test('V10 10.3.1 a good one lets its application in, as a key would, and ends at the gateway', () => {
    const world = tokenWorld()
    const decision = decideHead(world.deps, withToken(`Bearer ${world.token({ sub: 'eu_1', scope: 'a b' })}`))
    expect(decision.kind).toBe('allow')
    expect(decision.identity).toEqual({
      credentialId: world.client.id,
      applicationId: world.caller.ids.application,
      teamId: world.caller.ids.team,
    })
    expect(decision.subscriptionId).toBe(world.caller.ids.subscription)
    expect(decision.stripAuthorization).toBe(true)
    expect(decision.tokenCaller).toEqual({ issuer: builtIn, user: 'eu_1', scopes: ['a', 'b'], forward: false })
    // Of the cache now: the same.
    expect(decideHead(world.deps, withToken(`bearer ${world.token()}`)).kind).toBe('allow')
  })

  test('V9 9.2.1 V10 10.3.1 what does not fit is refused with a code of its own', () => {
    const world = tokenWorld()
    const now = Math.floor(world.time.now / 1000)
    const cases: [string, object, object?][] = [
      ['token_issuer_unknown', { iss: 'https://elsewhere.example' }],
      ['token_wrong_audience', { aud: 'https://other.example' }],
      ['token_wrong_audience', { aud: `${stageAddress}/billing/v1` }],
      ['token_wrong_audience', { aud: undefined }],
      ['token_wrong_stage', { stg: 'stg_00000000000070008000000000000000' }],
      ['token_expired', { exp: now - 61 }],
      ['allow', { exp: now - 59 }],
      ['token_not_yet_valid', { nbf: now + 61 }],
      ['allow', { nbf: now + 59 }],
      ['token_not_yet_valid', { iat: now + 61 }],
      ['token_too_old', { iat: now - 86_461 }],
      ['token_claims_missing', { exp: undefined }],
      ['token_claims_missing', { iat: undefined }],
      ['token_claims_missing', { exp: '1' }],
      ['token_client_unknown', { client_id: 'crd_00000000000070008000000000000000' }],
      ['token_wrong_type', {}, { typ: 'JWT' }],
      ['token_wrong_type', {}, { typ: undefined }],
      ['token_key_unknown', {}, { kid: '../../etc/passwd' }],
      ['token_key_unknown', {}, { kid: "' OR 1=1 --" }],
      ['allow', {}, { typ: 'application/AT+JWT' }],
      ['allow', { aud: [stageAddress, 'x'] }],
      ['allow', { aud: `${stageAddress}/orders/v1` }],
    ]
    for (const [code, claims, header] of cases)
      expect([bearer(world, world.token(claims, header)), claims, header]).toEqual([code, claims, header])
  })

  test('C.4 RFC 9068 an ID token opens nothing', () => {
    const world = tokenWorld({ rules: [{ audiences: ['api://orders'], client: { by: 'claim' } }] })
    expect(bearer(world, world.token({ nonce: 'n' }, { typ: 'JWT' }))).toBe('token_wrong_type')
    expect(bearer(world, world.providerToken({ at_hash: 'x' }))).toBe('token_wrong_type')
    expect(bearer(world, world.providerToken({ typ: 'ID' }))).toBe('token_wrong_type')
    expect(bearer(world, world.providerToken({ events: {} }, { typ: 'logout+jwt' }))).toBe('token_wrong_type')
    expect(bearer(world, world.providerToken())).toBe('allow')
  })

  test('V8 8.3.2 what is revoked, suspended or gone is refused with the next request', () => {
    const world = tokenWorld()
    const claims = { sub: 'eu_1', jti: 'j1', gid: 'g1' }
    const token = world.token(claims)
    const revocations = [
      ['jti', 'j1'],
      ['grant', 'g1'],
      ['client', world.client.id],
      ['subject', 'eu_1'],
      ['issuer', builtIn],
    ] as const
    for (const [of, value] of revocations) {
      expect(bearer(world, token)).toBe('allow')
      world.revoke(of, value)
      expect([of, bearer(world, token)]).toEqual([of, 'token_revoked'])
      world.remove({ kind: 'revocation', id: `${of}:${value}`, of, value, notBefore: 0, expires: 0 })
    }
    // Issued after it: a new sign-in is not refused by an old revocation.
    world.revoke('subject', 'eu_1', world.time.now - 60_000)
    expect(bearer(world, token)).toBe('allow')
    const row = world.rows.find(({ id }) => id === world.client.id)
    if (row?.kind !== 'credential') throw new Error('no client')
    world.change({ ...row, expiresAt: 1 })
    expect(bearer(world, token)).toBe('token_client_expired')
    world.change({ ...row, revokedAt: 1 })
    expect(bearer(world, token)).toBe('token_client_revoked')
    world.change({ ...row, suspended: { reason: 'Ask Mira.' } })
    expect(bearer(world, token)).toBe('credential_suspended')
    world.change(row)
    world.change({
      kind: 'application',
      id: world.caller.ids.application,
      teamId: world.caller.ids.team,
      state: 'suspended',
    })
    expect(bearer(world, token)).toBe('application_suspended')
    world.change({
      kind: 'application',
      id: world.caller.ids.application,
      teamId: world.caller.ids.team,
      state: 'active',
    })
    expect(bearer(world, token)).toBe('allow')
    world.change({ ...world.issuers.builtIn, keys: [ecKey('k2').jwk] })
    expect(bearer(world, token)).toBe('token_key_unknown')
    world.remove(world.issuers.builtIn)
    expect(bearer(world, token)).toBe('token_issuer_unknown')
  })

  test('S19 a stream stands as long as its token, client and subscription do', () => {
    const world = tokenWorld()
    const decision = decideHead(world.deps, withToken(`Bearer ${world.token({ jti: 'j1' })}`))
    if (decision.kind !== 'allow') throw new Error(decision.code)
    expect(stillStands(world.deps, decision, world.time.now)).toBe(true)
    expect(stillStands(world.deps, decision, world.time.now + 700_000)).toBe(false)
    world.revoke('jti', 'j1')
    expect(stillStands(world.deps, decision, world.time.now)).toBe(false)
    const keyed = decideHead(world.deps, head('/orders/v1/orders', { rawHeaders: ['x-api-key', world.caller.key] }))
    if (keyed.kind !== 'allow') throw new Error(keyed.code)
    expect(stillStands(world.deps, keyed, world.time.now)).toBe(true)
    const subscription = world.rows.find(({ kind }) => kind === 'subscription')
    if (subscription?.kind !== 'subscription') throw new Error('no subscription')
    world.change({ ...subscription, state: 'closed' })
    expect(stillStands(world.deps, keyed, world.time.now)).toBe(false)
  })

  test('RFC 6750 a token without the scope is told which it needs; its key would do', () => {
    const world = tokenWorld()
    expect(bearer(world, world.token({ scope: 'orders.read' }), 'POST')).toBe('scope_missing')
    expect(bearer(world, world.token(), 'POST')).toBe('scope_missing')
    expect(bearer(world, world.token({ scope: 'orders.read orders.write' }), 'POST')).toBe('allow')
    expect(challenge(world, withToken(`Bearer ${world.token()}`, 'POST'))).toBe(
      'Bearer realm="API", error="insufficient_scope", scope="orders.write"',
    )
    expect(challenge(world, withToken(`Bearer ${world.token({ exp: 1 })}`))).toBe(
      'Bearer realm="API", error="invalid_token", error_description="token_expired"',
    )
  })

  test('two credentials at once are refused; a token of somebody else’s server beside a key is the backend’s affair', () => {
    const world = tokenWorld()
    const both = (token: string) =>
      head('/orders/v1/orders', { rawHeaders: ['x-api-key', world.caller.key, 'authorization', `Bearer ${token}`] })
    expect(verdict(world, both(world.token()))).toBe('two_credentials')
    const foreign = decideHead(world.deps, both(world.token({ iss: 'https://elsewhere.example' })))
    expect([foreign.kind, foreign.stripAuthorization]).toEqual(['allow', false])
    const twice = ['authorization', `Bearer ${world.token()}`, 'authorization', `Bearer ${world.token()}`]
    expect(verdict(world, head('/orders/v1/orders', { rawHeaders: twice }))).toBe('two_credentials')
  })

  test('S19 on an operation that is open to everybody a good token says who calls, a bad one nothing', () => {
    const world = tokenWorld()
    const good = decideHead(world.deps, withToken(`Bearer ${world.token()}`, 'GET', '/open'))
    expect([good.kind, good.identity?.credentialId]).toEqual(['allow', world.client.id])
    const bad = decideHead(world.deps, withToken(`Bearer ${world.token({ exp: 1 })}`, 'GET', '/open'))
    expect([bad.kind, bad.identity]).toEqual(['allow', null])
  })
})

describe('D24 algorithm confusion', () => {
  const world = tokenWorld()
  const now = Math.floor(world.time.now / 1000)
  const claims = world.claims()
  const compact = (header: object, signature: (text: string) => Buffer, payload: object = claims) => {
    const text = `${encode(header)}.${encode(payload)}`
    return `${text}.${signature(text).toString('base64url')}`
  }
  const good = { alg: 'ES256', typ: 'at+jwt', kid: 'k1' }
  const bySender = (text: string) =>
    sign('sha256', Buffer.from(text), { key: world.key.private, dsaEncoding: 'ieee-p1363' })
  const publicText = JSON.stringify(world.key.jwk)

  test('D24 no algorithm in any spelling, and no signature, is a signature', () => {
    for (const alg of ['none', 'None', 'nOnE', 'NONE', '', 'ES256 ', 'es256']) {
      expect(
        bearer(
          world,
          compact({ ...good, alg }, () => Buffer.alloc(0)),
        ),
      ).toBe('token_malformed')
      expect(bearer(world, compact({ ...good, alg }, bySender))).toBe('token_signature_invalid')
    }
    expect(bearer(world, world.token().replace(/[^.]+$/, ''))).toBe('token_malformed')
  })

  test('D24 the public key is no shared secret', () => {
    for (const secret of [publicText, world.key.private.export({ format: 'pem', type: 'pkcs8' })]) {
      const hmac = (text: string) => createHmac('sha256', secret).update(text).digest()
      expect(bearer(world, compact({ ...good, alg: 'HS256' }, hmac))).toBe('token_signature_invalid')
    }
  })

  test('D24 an ES256 signature of zeros, of another curve, of another form', () => {
    expect(
      bearer(
        world,
        compact(good, () => Buffer.alloc(64)),
      ),
    ).toBe('token_signature_invalid')
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
    const byOther = (text: string) => sign('sha384', Buffer.from(text), { key: other, dsaEncoding: 'ieee-p1363' })
    expect(bearer(world, compact({ ...good, alg: 'ES384' }, byOther))).toBe('token_signature_invalid')
    expect(bearer(world, compact(good, byOther))).toBe('token_signature_invalid')
    const der = (text: string) => sign('sha256', Buffer.from(text), world.key.private)
    expect(bearer(world, compact(good, der))).toBe('token_signature_invalid')
  })

  test('D24 keys, addresses of keys, extensions and other serialisations are refused, even when well signed', () => {
    for (const more of [
      { jku: 'https://evil.example/keys' },
      { x5u: 'https://evil.example/cert' },
      { x5c: ['MIIB'] },
      { jwk: ecKey('k1').jwk },
      { crit: ['b64'], b64: false },
      { b64: false },
      { crit: [] },
      { zip: 'DEF' },
      { enc: 'A256GCM' },
      { cty: 'JWT' },
      { kid: 7 },
    ])
      expect([more, bearer(world, compact({ ...good, ...more }, bySender))]).toEqual([more, 'token_malformed'])
    const [protectedHeader, payload, signature] = world.token().split('.')
    const json = JSON.stringify({ protected: protectedHeader, payload, signature })
    expect(bearer(world, Buffer.from(json).toString('base64url'))).toBe('token_malformed')
    expect(bearer(world, json.replaceAll(' ', ''))).toBe('token_malformed')
    expect(bearer(world, `${world.token()}.x.y`)).toBe('token_malformed')
    expect(bearer(world, `${world.token()}=`)).toBe('token_malformed')
  })

  test('D24 a nested token says nothing for the one outside', () => {
    expect(bearer(world, compact(good, bySender, { token: world.token() }))).toBe('token_issuer_unknown')
  })

  test('D27 an encrypted or compressed token is refused unread', () => {
    expect(bearer(world, 'eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00iLCJ6aXAiOiJERUYifQ.AA.AA.AA.AA')).toBe(
      'token_malformed',
    )
    expect(bearer(world, `${'e'.repeat(20_000)}.e.e`)).toBe('token_malformed')
  })

  test('D24 a key without an algorithm never reaches a gateway; one that cannot be read opens nothing', () => {
    const broken = { ...world.key.jwk, x: 'A'.repeat(43) } as typeof world.key.jwk
    world.change({ ...world.issuers.builtIn, keys: [broken] })
    expect(bearer(world, world.token())).toBe('token_key_unknown')
    world.change(world.issuers.builtIn)
    expect(bearer(world, signed(world.key, { ...claims, exp: now + 100 }))).toBe('allow')
  })
})

describe('V10 10.3.3 identity of external tokens is issuer and subject', () => {
  test('S6 a person is refused by issuer and subject, also by the claim that his directory knows him by', () => {
    const world = tokenWorld({ rules: [{ audiences: ['api://orders'], client: { by: 'claim' } }] })
    const token = world.providerToken({ oid: 'o-1' })
    world.revoke('subject', 'person-7')
    world.revoke('subject', `${builtIn} person-7`)
    expect(bearer(world, token)).toBe('allow')
    world.revoke('subject', `${externalIssuer} o-1`)
    expect(bearer(world, token)).toBe('token_revoked')
  })

  test('D51 a provider that is switched off is unknown at once, and what it issued before stays refused', () => {
    const world = tokenWorld({ rules: [{ audiences: ['api://orders'], client: { by: 'claim' } }] })
    const token = world.providerToken()
    expect(bearer(world, token)).toBe('allow')
    world.remove(world.issuers.provider)
    expect(bearer(world, token)).toBe('token_issuer_unknown')
    world.revoke('issuer', externalIssuer)
    world.change(world.issuers.provider)
    expect(bearer(world, token)).toBe('token_revoked')
    world.time.now += 10_000
    expect(bearer(world, world.providerToken())).toBe('allow')
  })
})
