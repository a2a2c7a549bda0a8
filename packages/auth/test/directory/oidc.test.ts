import { oidcSettings } from '@gatehouse/contracts/identity-providers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type ProviderCall,
  ProviderError,
  type ProviderFault,
  type ProviderSettings,
} from '../../src/directory/adapter.ts'
import { builtInKinds } from '../../src/directory/built-in-kinds.ts'
import type { ProviderKind } from '../../src/directory/provider-kind.ts'
import type { ProviderNetwork } from '../../src/directory/provider-network.ts'
import { type Lies, type LyingProvider, startLyingProvider } from '../../src/directory/testing/lying-provider.ts'
import { type Ability, conformsToContract } from './conformance.ts'

let idp: LyingProvider
let kind: ProviderKind
const network: ProviderNetwork = { rules: { mode: 'idp', loopback: 'all' }, timeoutMs: 700 }
beforeAll(async () => {
  idp = await startLyingProvider()
  const found = builtInKinds(network).find((one) => one.kind === 'oidc')
  if (!found) throw new Error('no OIDC')
  kind = found
})
afterAll(() => idp.stop())
beforeEach(() => {
  idp.state.lies = {}
  idp.state.onlyUserinfo = []
  idp.state.person = {
    sub: 'sub-mira',
    name: 'Mira Kaur',
    email: 'mira@corp.example',
    email_verified: true,
    sid: 'ses-1',
  }
})

const returnUrl = 'http://localhost:4000/sign-in/return/idp_1'
const settingsOf = (more: object = {}) =>
  oidcSettings.parse({ kind: 'oidc', issuer: idp.issuer, clientId: idp.clientId, ...more })
const callOf = (more: Partial<ProviderCall<ProviderSettings>> = {}): ProviderCall<ProviderSettings> => ({
  providerId: 'idp_1',
  settings: settingsOf(),
  secret: idp.clientSecret,
  now: () => new Date(),
  signal: AbortSignal.timeout(10_000),
  ...more,
})

const abilities: readonly Ability[] = [
  'beginSignIn',
  'endSignIn',
  'verifyToken',
  'verifyLogout',
  'registerClient',
  'removeClient',
]
conformsToContract('OpenID Connect', abilities, () => ({
  kind,
  call: callOf,
  away: () => callOf({ settings: settingsOf({ issuer: 'http://127.0.0.1:1' }) }),
  secrets: [idp.clientSecret],
  signIn: { returnUrl, subject: 'sub-mira', follow: (url) => idp.authorize(url) },
  token: {
    good: () => idp.accessToken({}),
    forged: () => lied({ signature: 'foreign-key' }, () => idp.accessToken({})),
  },
  logout: {
    good: () => idp.logoutToken({ sub: 'sub-mira' }),
    forged: () => lied({ signature: 'foreign-key' }, () => idp.logoutToken({ sub: 'sub-mira' })),
  },
  client: {
    good: {
      name: 'Shop',
      redirectUris: ['https://shop.example/cb'],
      grants: ['authorization_code'],
      initialAccessToken: 'initial-access',
    },
    refused: {
      name: 'Shop',
      redirectUris: [],
      grants: ['client_credentials'],
      initialAccessToken: 'not-the-right-one',
    },
  },
}))

async function lied<T>(lies: Lies, run: () => Promise<T>): Promise<T> {
  idp.state.lies = lies
  return run().finally(() => {
    idp.state.lies = {}
  })
}

async function signIn(lies: Lies = {}, more: Partial<ProviderCall<ProviderSettings>> = {}) {
  const { adapter } = kind
  const asked = await adapter.beginSignIn?.(callOf(more), { state: 'state-1', returnUrl })
  if (!asked) throw new Error('no sign-in')
  const parameters = idp.authorize(asked.url)
  return lied(lies, async () =>
    adapter.endSignIn?.(callOf(more), { parameters, returnUrl, remembered: asked.remember }),
  )
}

const faultOf = async (attempt: Promise<unknown> | undefined): Promise<[ProviderFault, string]> => {
  const error = await attempt?.then(
    () => new Error('it was taken'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ProviderError)) throw error
  return [error.fault, error.message]
}

describe('D55 a sign-in by OpenID Connect', () => {
  test('asks with PKCE, state and nonce, and says who it was', async () => {
    const asked = await kind.adapter.beginSignIn?.(callOf(), { state: 'state-1', returnUrl })
    const url = new URL(asked?.url ?? '')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: idp.clientId,
      redirect_uri: returnUrl,
      state: 'state-1',
      code_challenge_method: 'S256',
      scope: 'openid profile email',
    })
    expect(url.searchParams.get('nonce')).toHaveLength(43)
    expect(await signIn()).toEqual({
      subject: 'sub-mira',
      name: 'Mira Kaur',
      email: 'mira@corp.example',
      emailVerified: true,
      session: 'ses-1',
    })
  })

  test.each<[string, Lies, ProviderFault, RegExp]>([
    ['another issuer in the ID token', { claims: (c) => ({ ...c, iss: 'https://evil.example' }) }, 'untrusted', /iss/],
    ['another audience', { claims: (c) => ({ ...c, aud: 'another-client' }) }, 'untrusted', /aud/],
    ['further audiences without azp', { claims: (c) => ({ ...c, aud: ['gatehouse', 'another'] }) }, 'untrusted', /aud/],
    [
      'further audiences and another azp',
      { claims: (c) => ({ ...c, aud: ['gatehouse', 'x'], azp: 'x' }) },
      'untrusted',
      /azp/,
    ],
    ['another nonce', { claims: (c) => ({ ...c, nonce: 'old' }) }, 'replayed', /nonce/],
    ['no nonce', { claims: ({ nonce: _, ...c }) => c }, 'replayed', /nonce/],
    ['an ID token that expired', { claims: (c) => ({ ...c, exp: Number(c.exp) - 1000 }) }, 'expired', /too old/],
    ['an ID token of before the sign-in', { claims: (c) => ({ ...c, iat: Number(c.iat) - 600 }) }, 'replayed', /older/],
    [
      'an ID token that begins later',
      { claims: (c) => ({ ...c, nbf: Number(c.iat) + 600 }) },
      'expired',
      /not valid yet/,
    ],
    ['no subject', { claims: ({ sub: _, ...c }) => c }, 'malformed', /not what OpenID/],
    ['an unsigned ID token', { signature: 'none' }, 'untrusted', /sign/],
    ['an ID token signed with the client secret', { signature: 'hs256' }, 'untrusted', /sign/],
    ['a key that is not published', { signature: 'foreign-key' }, 'untrusted', /signature/],
    ['a broken signature', { signature: 'broken' }, 'untrusted', /signature/],
    ['no ID token at all', { token: ({ id_token: _, ...a }) => a }, 'malformed', /./],
    ['an ID token that is none', { token: (a) => ({ ...a, id_token: 'x.y.z' }) }, 'malformed', /./],
    ['no keys', { keys: () => [] }, 'untrusted', /none that a signature/],
    ['only symmetric keys', { keys: () => [{ kty: 'oct', k: 'AAAA' }] }, 'untrusted', /none that a signature/],
    [
      'an issuer that changed',
      { discovery: (d) => ({ ...d, issuer: 'https://evil.example' }) },
      'untrusted',
      /calls itself/,
    ],
    [
      'endpoints without https elsewhere',
      { discovery: (d) => ({ ...d, token_endpoint: 'http://evil.example/t' }) },
      'settings',
      /https/,
    ],
    ['a discovery document that is none', { discovery: () => ['x'] }, 'malformed', /JSON object/],
    ['a token endpoint without end', { floods: '/token' }, 'too_large', /more than/],
    ['keys without end', { floods: '/jwks' }, 'too_large', /more than/],
    ['a discovery document without end', { floods: '/.well-known/openid-configuration' }, 'too_large', /more than/],
    ['a token endpoint that never answers', { hangs: '/token' }, 'timeout', /in time/],
    [
      'a redirect to elsewhere',
      { status: { path: '/jwks', status: 302, location: 'http://127.0.0.1:1/' } },
      'settings',
      /redirect/,
    ],
    ['a token endpoint in trouble', { status: { path: '/token', status: 503 } }, 'unreachable', /trouble/],
    ['keys in trouble', { status: { path: '/jwks', status: 503 } }, 'unreachable', /trouble/],
  ])('is refused with its own fault: %s', async (_, lies, fault, sentence) => {
    const [found, message] = await faultOf(signIn(lies))
    expect(message).toMatch(sentence)
    expect(found).toBe(fault)
  })

  test('is refused when the provider answers as another issuer, twice, or with an error', async () => {
    const asked = await kind.adapter.beginSignIn?.(callOf(), { state: 'state-1', returnUrl })
    if (!asked) throw new Error('no sign-in')
    const end = (parameters: URLSearchParams) =>
      faultOf(kind.adapter.endSignIn?.(callOf(), { parameters, returnUrl, remembered: asked.remember }))
    const honest = idp.authorize(asked.url)
    const changed = (change: (copy: URLSearchParams) => void) => {
      const copy = new URLSearchParams(honest)
      change(copy)
      return copy
    }
    expect((await end(changed((p) => p.set('iss', 'https://evil.example'))))[0]).toBe('untrusted')
    expect((await end(changed((p) => p.set('state', 'another'))))[0]).toBe('replayed')
    expect((await end(changed((p) => p.append('code', 'second'))))[0]).toBe('malformed')
    expect((await end(changed((p) => p.set('code', 'made-up'))))[0]).toBe('replayed')
    const [fault, message] = await end(
      new URLSearchParams({ error: 'access_denied', error_description: '<b>x</b>', state: 'state-1' }),
    )
    expect(fault).toBe('refused')
    expect(message).not.toContain('<b>')
    expect(idp.asked.filter((one) => one === 'POST /token').length).toBeGreaterThan(0)
  })

  test('takes a code once', async () => {
    const asked = await kind.adapter.beginSignIn?.(callOf(), { state: 'state-1', returnUrl })
    if (!asked) throw new Error('no sign-in')
    const parameters = idp.authorize(asked.url)
    const end = () => kind.adapter.endSignIn?.(callOf(), { parameters, returnUrl, remembered: asked.remember })
    expect(await end()).toMatchObject({ subject: 'sub-mira' })
    expect((await faultOf(end()))[0]).toBe('replayed')
  })

  test('goes on through a rotation of the provider’s keys, and bears a minute between the clocks', async () => {
    await signIn()
    await idp.rotate()
    expect(await signIn()).toMatchObject({ subject: 'sub-mira' })
    const claims: Lies['claims'] = (c) => ({ ...c, exp: Number(c.iat) - 30 })
    expect(await signIn({ claims })).toMatchObject({ subject: 'sub-mira' })
    expect((await faultOf(signIn({}, { now: () => new Date(Date.now() + 900_000) })))[0]).toMatch(/expired|replayed/)
  })

  test('asks userinfo for what the ID token lacks, and only of the same person', async () => {
    idp.state.onlyUserinfo = ['email', 'email_verified', 'name']
    expect(await signIn()).toMatchObject({ email: 'mira@corp.example', emailVerified: true, name: 'Mira Kaur' })
    const [fault] = await faultOf(signIn({ userinfo: (claims) => ({ ...claims, sub: 'sub-alva' }) }))
    expect(fault).toBe('untrusted')
  })

  test('reads groups by id; a missing claim is no group, an overage says nothing', async () => {
    const claims = { groups: 'realm_access.roles' }
    const more = { settings: settingsOf({ claims }), subjectClaim: 'oid' }
    idp.state.person = {
      sub: 'sub-mira',
      name: 'M',
      email: 'm@x.example',
      realm_access: { roles: ['g-1', 'g-1', 7] },
      oid: 'object-7',
    }
    expect(await signIn({}, more)).toMatchObject({ groups: ['g-1'], directoryId: 'object-7', emailVerified: false })
    idp.state.person = { sub: 'sub-mira', name: 'M', email: 'm@x.example' }
    expect(await signIn({}, more)).toMatchObject({ groups: [] })
    idp.state.person = {
      sub: 'sub-mira',
      name: 'M',
      email: 'm@x.example',
      _claim_names: { 'realm_access.roles': 'src1' },
    }
    expect(await signIn({}, more)).not.toHaveProperty('groups')
  })
})

describe('D57 a back-channel logout', () => {
  const judged = (claims: Record<string, unknown>, header?: Record<string, unknown>) =>
    idp.logoutToken(claims, header).then((token) => kind.adapter.verifyLogout?.(callOf(), token))

  test('names whose sessions end', async () => {
    expect(await judged({ sub: 'sub-mira', sid: 'ses-1', jti: 'once' })).toEqual({
      subject: 'sub-mira',
      session: 'ses-1',
      tokenId: 'once',
    })
  })

  const long = Math.floor(Date.now() / 1000) - 3600
  test.each<[string, Record<string, unknown>, Record<string, unknown> | undefined]>([
    ['of another type', { sub: 's' }, { typ: 'JWT' }],
    ['without a type', { sub: 's' }, { typ: undefined }],
    ['that is an ID token', { sub: 's', nonce: 'n', events: undefined }, { typ: 'JWT' }],
    ['with a nonce', { sub: 's', nonce: 'n' }, undefined],
    ['without the event', { sub: 's', events: {} }, undefined],
    ['with another event', { sub: 's', events: { 'urn:x': {} } }, undefined],
    ['for another client', { sub: 's', aud: 'another' }, undefined],
    ['of another issuer', { sub: 's', iss: 'https://evil.example' }, undefined],
    ['without an id', { sub: 's', jti: undefined }, undefined],
    ['of nobody', {}, undefined],
    ['that is old', { sub: 's', iat: long, exp: long + 86_400 }, undefined],
    ['that expired', { sub: 's', iat: long, exp: long + 60 }, undefined],
  ])('is refused %s', async (_, claims, header) => {
    await expect(judged(claims, header)).rejects.toBeInstanceOf(ProviderError)
  })

  test.each(['none', 'hs256', 'foreign-key', 'broken'] as const)('is refused signed by %s', async (signature) => {
    await expect(lied({ signature }, () => judged({ sub: 's' }))).rejects.toBeInstanceOf(ProviderError)
  })
})

describe('D33 an identity provider’s address', () => {
  const discoverAt = (
    issuer: string,
    rules: ProviderNetwork['rules'] = network.rules,
    more: Partial<ProviderNetwork> = {},
  ) => {
    const own = builtInKinds({ ...network, ...more, rules }).find((one) => one.kind === 'oidc')
    return faultOf(own?.adapter.discover(callOf({ settings: settingsOf({ issuer }) })))
  }

  test('never leads to cloud metadata, link-local, this machine or a part of Gatehouse', async () => {
    for (const issuer of [
      'https://169.254.169.254',
      'https://[fe80::1]',
      'https://[::ffff:169.254.169.254]',
      'https://0.0.0.0',
    ])
      expect((await discoverAt(issuer))[0]).toBe('settings')
    expect((await discoverAt(idp.issuer, { mode: 'idp' }))[0]).toBe('settings')
    expect((await discoverAt(idp.issuer, network.rules, { forbidden: [`localhost:${idp.port}`] }))[0]).toBe('settings')
  })

  test('must be https where it is not this machine', async () => {
    expect(await discoverAt('http://idp.example')).toEqual(['settings', expect.stringContaining('https')])
  })
})

describe('a look at a provider says what is wrong in a sentence', () => {
  const look = (lies: Lies, more: object = {}) =>
    lied(lies, async () => kind.adapter.discover(callOf({ settings: settingsOf(more) })))

  test('for settings that do not fit together', async () => {
    const none = {
      discovery: (d: Record<string, unknown>) => ({ ...d, id_token_signing_alg_values_supported: ['HS256'] }),
    }
    expect((await look(none)).health).toMatchObject({ state: 'failing', sentence: expect.stringContaining('RS256') })
    const implicit = { discovery: (d: Record<string, unknown>) => ({ ...d, response_types_supported: ['id_token'] }) }
    expect((await look(implicit)).health.sentence).toContain('code flow')
  })

  test('for a slash too much and for a directory of many tenants', async () => {
    expect(await faultOf(look({}, { issuer: `${idp.issuer}/` }))).toEqual([
      'untrusted',
      expect.stringContaining('slash'),
    ])
    const many = {
      discovery: (d: Record<string, unknown>) => ({ ...d, issuer: 'https://login.example/{tenantid}/v2.0' }),
    }
    expect(await faultOf(look(many))).toEqual(['untrusted', expect.stringContaining('own tenant')])
  })

  test('and keeps no private part of a key that is published by mistake', async () => {
    const keys: Lies['keys'] = (published) => published.map((key) => ({ ...key, d: 'private' }))
    expect(JSON.stringify((await look({ keys })).keys)).not.toContain('private')
  })
})
