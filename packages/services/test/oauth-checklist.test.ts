import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import * as client from 'openid-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findIssuerClient } from '../src/issuer/find-issuer-client.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { type ClientInput, callback, createIssuerWorld, type IssuerWorld } from './issuer-world.ts'
import { discover, exchange, getCode, getTokens, jsonOf, post } from './oauth-flows.ts'

/** One test for each item of the authorization server's checklist (OAuth 2.1, RFC 9700) that applies. */

let world: IssuerWorld
let shop: { id: string; secret: string }
let config: client.Configuration
const codeClient: ClientInput = {
  authMethod: 'client_secret_basic',
  grants: ['authorization_code', 'refresh_token', 'client_credentials'],
  redirectUris: [callback],
}
beforeAll(async () => {
  world = await createIssuerWorld()
})
beforeEach(async () => {
  shop ??= await world.client(codeClient)
  config ??= await discover(world, shop.id, client.ClientSecretBasic(shop.secret))
})
afterEach(() => expect(world.problems).toEqual([]))
afterAll(() => world.end())

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
async function authorize(parameters: Record<string, string> | URLSearchParams, id = shop.id) {
  const query = new URLSearchParams(parameters)
  if (!query.has('client_id')) query.set('client_id', id)
  return fetch(`${world.url}/oauth/authorize?${query}`, { redirect: 'manual', headers: { accept: 'text/html' } })
}
const valid = {
  response_type: 'code',
  redirect_uri: callback,
  scope: 'openid',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}

describe('redirect', () => {
  test.each([
    'https://shop.example/cb/',
    'https://shop.example/cb/..;/x',
    'https://shop.example/cb?x=1',
    'https://shop.example/cb#x',
    'https://shop.example:444/cb',
    'https://SHOP.example/cb',
    'https://shop.example/%63b',
    'https://shop.example.evil.example/cb',
    'https://shop.example@evil.example/cb',
    'http://shop.example/cb',
    '//evil.example',
  ])('exact match: %s is refused on the page, never redirected to', async (uri) => {
    const answer = await authorize({ ...valid, redirect_uri: uri })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
  })
  test('the port is free for loopback addresses only', async () => {
    const app = await world.client({
      authMethod: 'none',
      grants: ['authorization_code'],
      redirectUris: ['http://127.0.0.1/cb'],
    })
    const free = await authorize({ ...valid, redirect_uri: 'http://127.0.0.1:51004/cb' }, app.id)
    expect(free.headers.get('location')).toContain('/oauth/interaction/')
    expect((await authorize({ ...valid, redirect_uri: 'http://127.0.0.1:51004/other' }, app.id)).status).toBe(400)
  })
  test.each(['http://shop.example/cb', 'http://localhost/cb', 'javascript:alert(1)', 'https://x.example/a/../b'])(
    'http only for loopback, no scripts, no path tricks: %s cannot be registered',
    async (uri) => {
      await expect(world.client({ ...codeClient, redirectUris: [uri] })).rejects.toThrow()
    },
  )
  test('errors go to the redirect address only when it was checked', async () => {
    const answer = await authorize({ ...valid, response_type: 'token' })
    expect(new URL(answer.headers.get('location') ?? '').origin).toBe('https://shop.example')
    expect((await authorize({ ...valid, client_id: 'crd_unknown' })).headers.get('location')).toBeNull()
  })
})

describe('codes', () => {
  test('have at least 128 random bits', async () => {
    const { code } = await getCode(world, config)
    expect(code.length * 6).toBeGreaterThanOrEqual(128)
  })
  test('are kept as hashes: a dump of the database exchanges nothing', async () => {
    const { code } = await getCode(world, config)
    const { rows } = await world.db.pool.query('SELECT id || payload::text AS text FROM issuer_record')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.some(({ text }) => text.includes(code))).toBe(false)
  })
  test('a second use is refused and revokes what the first one got', async () => {
    const { code, verifier } = await getCode(world, config)
    const first = await jsonOf(await exchange(world, shop, code, verifier))
    const second = await exchange(world, shop, code, verifier)
    expect(second.status).toBe(400)
    expect(await jsonOf(second)).toMatchObject({ error: 'invalid_grant' })
    const token = String(first.access_token)
    expect(await jsonOf(await post(world, '/oauth/introspect', { token }, shop))).toEqual({ active: false })
    const renewed = await post(
      world,
      '/oauth/token',
      { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) },
      shop,
    )
    expect(renewed.status).toBe(400)
    const { rows } = await world.db.pool.query(
      "SELECT after FROM audit_log WHERE action = 'issuer.grant.revoke' AND target_id = $1",
      [claimsOf(token).gid],
    )
    expect(rows.map(({ after }) => after.reason)).toContain('reuse')
  })
  test('parallel exchanges of one code have exactly one success', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { code, verifier } = await getCode(world, config)
      const answers = await Promise.all(Array.from({ length: 12 }, () => exchange(world, shop, code, verifier)))
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(11)
    }
  })
  test('are bound to client, redirect address and PKCE', async () => {
    const other = await world.client(codeClient)
    const first = await getCode(world, config)
    expect((await exchange(world, other, first.code, first.verifier)).status).toBe(400)
    const second = await getCode(world, config)
    const elsewhere = await exchange(world, shop, second.code, second.verifier, { redirect_uri: `${callback}2` })
    expect(elsewhere.status).toBe(400)
    const third = await getCode(world, config)
    expect((await exchange(world, shop, third.code, client.randomPKCECodeVerifier())).status).toBe(400)
  })
})

describe('PKCE', () => {
  test('is required', async () => {
    const { code_challenge: _c, code_challenge_method: _m, ...without } = valid
    const answer = await authorize(without)
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
  })
  test('plain is refused', async () => {
    const answer = await authorize({ ...valid, code_challenge_method: 'plain' })
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
  })
  test('a challenge without its verifier is refused', async () => {
    const { code } = await getCode(world, config)
    const form = { grant_type: 'authorization_code', code, redirect_uri: callback }
    expect((await post(world, '/oauth/token', form, shop)).status).toBe(400)
  })
})

describe('grants', () => {
  test.each(['token', 'id_token', 'code id_token', 'code token'])('no implicit: response_type %s', async (type) => {
    const answer = await authorize({ ...valid, response_type: type, nonce: 'n' })
    expect(answer.headers.get('location') ?? '').toMatch(/error=(unsupported_response_type|unauthorized_client)/)
  })
  test('no resource owner password', async () => {
    const form = { grant_type: 'password', username: 'ada@example.com', password: 'x' }
    expect(await jsonOf(await post(world, '/oauth/token', form, shop))).toMatchObject({
      error: 'unsupported_grant_type',
    })
  })
  test('client_credentials gives no refresh token', async () => {
    const tokens = await client.clientCredentialsGrant(config)
    expect(tokens.refresh_token).toBeUndefined()
  })
  test('a scope that the client may not have is refused', async () => {
    const form = { grant_type: 'client_credentials', scope: 'orders.write' }
    expect(await jsonOf(await post(world, '/oauth/token', form, shop))).toMatchObject({ error: 'invalid_scope' })
  })
})

test('the authorization response names its issuer (RFC 9207)', async () => {
  const { url } = await getCode(world, config)
  expect(url.searchParams.get('iss')).toBe(world.url)
})

describe('refresh tokens', () => {
  test('rotate; the earlier one ends the family, with an event', async () => {
    const { tokens } = await getTokens(world, config)
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token)
    await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow()
    await expect(client.refreshTokenGrant(config, renewed.refresh_token ?? '')).rejects.toThrow()
    expect(await client.tokenIntrospection(config, renewed.access_token)).toEqual({ active: false })
  })
  test('narrow scopes only', async () => {
    const { tokens } = await getTokens(world, config, { scope: 'openid orders.read catalogue.read' })
    const less = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope: 'orders.read' })
    expect(less.scope).toBe('orders.read')
    const { tokens: others } = await getTokens(world, config)
    await expect(
      client.refreshTokenGrant(config, others.refresh_token ?? '', { scope: 'orders.read catalogue.read' }),
    ).rejects.toThrow()
  })
})

test('audience restriction: a token is for the resource that was asked, and for no foreign one (RFC 8707)', async () => {
  const tokens = await client.clientCredentialsGrant(config, { resource: world.stage.gatewayUrl })
  expect(claimsOf(tokens.access_token).aud).toBe(world.stage.gatewayUrl)
  const form = { grant_type: 'client_credentials', resource: 'https://elsewhere.example' }
  expect(await jsonOf(await post(world, '/oauth/token', form, shop))).toMatchObject({ error: 'invalid_target' })
})

describe('client authentication', () => {
  test('secrets are hashed', async () => {
    const { rows } = await world.db.pool.query('SELECT client::text || hash AS text FROM credential WHERE id = $1', [
      shop.id,
    ])
    expect(rows[0].text).not.toContain(shop.secret)
  })
  test('a wrong secret is refused; a right one may come in the header or the body', async () => {
    const form = { grant_type: 'client_credentials' }
    expect((await post(world, '/oauth/token', form, { ...shop, secret: 'x' })).status).toBe(401)
    const inBody = { ...form, client_id: shop.id, client_secret: shop.secret }
    expect((await post(world, '/oauth/token', inBody)).status).toBe(200)
  })
  test('credentials in the query are not looked at', async () => {
    const query = new URLSearchParams({ client_id: shop.id, client_secret: shop.secret })
    expect((await post(world, `/oauth/token?${query}`, { grant_type: 'client_credentials' })).status).toBe(400)
  })
  test('neither id nor secret of a client passes for an API key at a gateway', async () => {
    const pg = await world.db.pool.connect()
    try {
      const names = [{ kind: 'credential', id: shop.id, seq: 1, stageId: null, deleted: false }]
      const [source] = await loadAccessRows(pg, names)
      const hash = (source?.row?.(world.stage.id) as { hash?: string } | undefined)?.hash ?? ''
      expect(hash).toHaveLength(64)
      const { rows } = await pg.query('SELECT client FROM credential WHERE id = $1', [shop.id])
      expect(JSON.stringify(rows[0].client)).not.toContain(hash)
    } finally {
      pg.release()
    }
  })
  test('private_key_jwt: an assertion counts once', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const made = await world.client({
      authMethod: 'private_key_jwt',
      grants: ['client_credentials'],
      keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'EC', kid: 'a', alg: 'ES256' }],
    })
    const now = Math.floor(Date.now() / 1000)
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${encode({ alg: 'ES256', kid: 'a' })}.${encode({ iss: made.id, sub: made.id, aud: world.url, jti: randomUUID(), iat: now, exp: now + 60 })}`
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${text}.${signature.toString('base64url')}`,
    }
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(world, '/oauth/token', form)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('HTTP', () => {
  test('CORS: never at authorize; yes at token, metadata and JWKS', async () => {
    const headers = { origin: 'https://spa.example' }
    const at = async (path: string, method = 'GET') =>
      (await fetch(`${world.url}${path}`, { method, headers, redirect: 'manual' })).headers.get(
        'access-control-allow-origin',
      )
    expect(await at(`/oauth/authorize?${new URLSearchParams({ ...valid, client_id: shop.id })}`)).toBeNull()
    expect(await at('/.well-known/openid-configuration')).not.toBeNull()
    expect(await at('/.well-known/oauth-authorization-server')).not.toBeNull()
    expect(await at('/oauth/jwks')).not.toBeNull()
    expect(await at('/oauth/token', 'POST')).not.toBeNull()
  })
  test('duplicate parameters are an error, unknown ones are ignored', async () => {
    const twice = new URLSearchParams({ ...valid, client_id: shop.id })
    twice.append('scope', 'openid')
    const answer = await authorize(twice)
    expect(answer.headers.get('location') ?? '').toContain('error=invalid_request')
    const more = await authorize({ ...valid, whatever: 'x' })
    expect(more.headers.get('location')).toContain('/oauth/interaction/')
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'orders.read' })
    form.append('scope', 'orders.read')
    expect((await post(world, '/oauth/token', form, shop)).status).toBe(400)
  })
  test('Cache-Control no-store on tokens and errors; Referrer-Policy and frame-ancestors on pages', async () => {
    const token = await post(world, '/oauth/token', { grant_type: 'client_credentials' }, shop)
    expect(token.headers.get('cache-control')).toBe('no-store')
    const page = await authorize({ ...valid, redirect_uri: 'https://evil.example' })
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(await page.text()).not.toContain('<script')
  })
  test('the token endpoint takes POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await fetch(`${world.url}/oauth/token`, { method })).status).toBeGreaterThanOrEqual(400)
  })
  test('redirects after a sign-in are 303, never 307', async () => {
    const answer = await authorize(valid)
    expect(answer.status).toBe(303)
  })
  test('an assertion of the portal is worth nothing in another browser', async () => {
    const begun = await authorize(valid)
    const uid = new URL(begun.headers.get('location') ?? '').pathname.split('/').at(-1) ?? ''
    const { interactionAddress } = await import('../src/end-users/interaction.ts')
    const address = await interactionAddress(world.system, uid, { kind: 'login', accountId: world.endUserId })
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(400)
    const forged = `${address.slice(0, -4)}AAAA`
    expect((await fetch(forged, { redirect: 'manual' })).status).toBe(400)
  })
})

describe('revocation and introspection', () => {
  test('revoking a refresh token revokes its access tokens', async () => {
    const { tokens } = await getTokens(world, config)
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true })
    await client.tokenRevocation(config, tokens.refresh_token ?? '')
    expect(await client.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false })
  })
  test('an access token that is revoked becomes a row of the gateways’ access table', async () => {
    const tokens = await client.clientCredentialsGrant(config)
    await client.tokenRevocation(config, tokens.access_token)
    expect(await client.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false })
    const id = `jti:${claimsOf(tokens.access_token).jti}`
    const { rows } = await world.db.pool.query('SELECT 1 FROM access_version WHERE kind = $1 AND entity_id = $2', [
      'revocation',
      id,
    ])
    expect(rows).toHaveLength(1)
    const pg = await world.db.pool.connect()
    try {
      const [source] = await loadAccessRows(pg, [{ kind: 'revocation', id, seq: 1, stageId: null, deleted: false }])
      expect(source?.row?.('')).toMatchObject({ kind: 'revocation', of: 'jti' })
    } finally {
      pg.release()
    }
  })
  test('a foreign token: inactive at introspection, untouched by revocation', async () => {
    const other = await world.client(codeClient)
    const tokens = await client.clientCredentialsGrant(config)
    const form = { token: tokens.access_token }
    expect(await jsonOf(await post(world, '/oauth/introspect', form, other))).toEqual({ active: false })
    expect((await post(world, '/oauth/revoke', form, other)).status).toBe(200)
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true })
  })
  test('introspection needs a client’s authentication', async () => {
    const tokens = await client.clientCredentialsGrant(config)
    expect((await post(world, '/oauth/introspect', { token: tokens.access_token })).status).toBeGreaterThanOrEqual(400)
  })
  test('an ID token is no access token', async () => {
    const { tokens } = await getTokens(world, config)
    expect(await client.tokenIntrospection(config, tokens.id_token ?? '')).toEqual({ active: false })
  })
})

describe('pushed requests and DPoP', () => {
  test('a request_uri is short, of its client, and counts once', async () => {
    const { authorize: url, cookies } = await getCode(world, config, { par: true, scope: 'openid' })
    await expect(world.browse(url, { cookies })).rejects.toThrow()
    const other = await world.client(codeClient)
    const foreign = new URL(url)
    foreign.searchParams.set('client_id', other.id)
    expect((await fetch(foreign, { redirect: 'manual' })).status).toBe(400)
  })
  test('DPoP binds access and refresh tokens to the key', async () => {
    const app = await world.client({
      ...codeClient,
      authMethod: 'none',
      grants: ['authorization_code', 'refresh_token'],
    })
    const own = await discover(world, app.id, client.None())
    const handle = client.getDPoPHandle(own, await client.randomDPoPKeyPair('ES256'))
    const { tokens } = await getTokens(world, own, { scope: 'orders.read' }, { DPoP: handle })
    expect(claimsOf(tokens.access_token).cnf.jkt).toBeTypeOf('string')
    await expect(client.refreshTokenGrant(own, tokens.refresh_token ?? '')).rejects.toThrow()
    const renewed = await client.refreshTokenGrant(own, tokens.refresh_token ?? '', undefined, { DPoP: handle })
    expect(renewed.token_type).toBe('dpop')
  })
})

test('a client that is suspended with its application gets nothing from the next request on', async () => {
  await world.db.prisma.application.update({ where: { id: world.applicationId }, data: { state: 'suspended' } })
  expect(await findIssuerClient(world.system, shop.id)).toBeUndefined()
  expect((await post(world, '/oauth/token', { grant_type: 'client_credentials' }, shop)).status).toBe(401)
  await world.db.prisma.application.update({ where: { id: world.applicationId }, data: { state: 'active' } })
})
