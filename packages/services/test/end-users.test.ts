import { newId } from '@gatehouse/contracts/ids'
import * as client from 'openid-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { rotateMyClientSecret } from '../src/credentials/my-clients.ts'
import { createMyRegistrationToken } from '../src/credentials/registration-token.ts'
import { revokeMyCredential } from '../src/credentials/revoke-credential.ts'
import { changeEndUserPassword } from '../src/end-users/change-password.ts'
import { listEndUserConsents, withdrawEndUserConsent } from '../src/end-users/consents.ts'
import { deactivateEndUser, reactivateEndUser } from '../src/end-users/end-user-states.ts'
import { setEndUserPassword } from '../src/end-users/follow-link.ts'
import { createEndUserGroup, deleteEndUserGroup, setEndUserGroups } from '../src/end-users/groups.ts'
import { importEndUsers, inviteEndUser } from '../src/end-users/invite-end-users.ts'
import { getEndUser } from '../src/end-users/read-end-users.ts'
import { openEndUserSession, readEndUserSession } from '../src/end-users/sessions.ts'
import { judgeEndUserSignIn } from '../src/end-users/sign-in.ts'
import { signUpEndUser } from '../src/end-users/sign-up.ts'
import { listIssuedTokens, revokeIssuedTokens } from '../src/issuer/issued-tokens.ts'
import { rotateIssuerKey } from '../src/issuer/issuer-keys.ts'
import { listScopeUses } from '../src/issuer/scope-uses.ts'
import { testPassword } from '../src/testing.ts'
import { type ClientInput, callback, createIssuerWorld, type IssuerWorld } from './issuer-world.ts'
import { discover, getTokens, jsonOf, post } from './oauth-flows.ts'

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
  shop = await world.client(codeClient)
  config = await discover(world, shop.id, client.ClientSecretBasic(shop.secret))
})
afterEach(() => expect(world.problems).toEqual([]))
afterAll(() => world.end())

const active = async (token: string) => (await client.tokenIntrospection(config, token)).active
const scopesOf = (scope: string) => getTokens(world, config, { scope }).then(({ tokens }) => tokens.scope)

test('deactivating an end user refuses sign-in, sessions, refresh and access tokens', async () => {
  const { tokens } = await getTokens(world, config)
  const { sid } = await openEndUserSession(world.system, world.endUserId)
  expect(await active(tokens.access_token)).toBe(true)
  const input = { endUserId: world.endUserId }
  expect(await deactivateEndUser({ ctx: world.security, input })).toMatchObject({ state: 'deactivated' })
  expect(await active(tokens.access_token)).toBe(false)
  await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow()
  expect(await readEndUserSession(world.system, sid)).toBeUndefined()
  const visitor = world.ctx({ kind: 'visitor' })
  const given = { email: 'ada@example.com', password: testPassword }
  expect(await judgeEndUserSignIn(visitor, given)).toEqual({ refused: 'sign_in_failed' })
  const { rows } = await world.db.pool.query('SELECT 1 FROM access_version WHERE kind = $1 AND entity_id = $2', [
    'revocation',
    `subject:${world.endUserId}`,
  ])
  expect(rows).toHaveLength(1)
  await reactivateEndUser({ ctx: world.security, input })
  expect(await judgeEndUserSignIn(visitor, given)).toEqual({ endUserId: world.endUserId })
})

test('a consent that is withdrawn ends its tokens and is asked again', async () => {
  await world.db.pool.query('DELETE FROM revocation')
  const { tokens } = await getTokens(world, config)
  const input = { endUserId: world.endUserId as never, applicationId: world.applicationId }
  const { items } = await listEndUserConsents({ ctx: world.security, input: { endUserId: input.endUserId } })
  expect(items[0]?.scopes).toContainEqual({ name: 'orders.read', text: 'See your orders' })
  await withdrawEndUserConsent({ ctx: world.security, input })
  expect(await active(tokens.access_token)).toBe(false)
  await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow()
  const verifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'orders.read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  expect((await world.browse(url)).steps).toEqual(['sign-in', 'consent'])
  expect((await world.browse(url, { allow: 'deny' })).steps).toEqual(['sign-in'])
})

test('a scope that stands in a group is for its members alone', async () => {
  expect(await scopesOf('orders.read catalogue.read')).toBe('orders.read catalogue.read')
  const group = await createEndUserGroup({ ctx: world.security, input: { name: 'Buyers', scopes: ['orders.read'] } })
  expect(await scopesOf('orders.read catalogue.read')).toBe('catalogue.read')
  const input = { endUserId: world.endUserId, groupIds: [group.id] }
  expect((await setEndUserGroups({ ctx: world.security, input })).groups).toMatchObject([{ name: 'Buyers' }])
  expect(await scopesOf('orders.read catalogue.read')).toBe('orders.read catalogue.read')
  await deleteEndUserGroup({ ctx: world.security, input: { groupId: group.id } })
})

test('an invitation and an import bring end users in; known addresses are said', async () => {
  const invited = await inviteEndUser({ ctx: world.security, input: { email: 'bo@example.com', name: 'Bo' } })
  expect(invited.state).toBe('invited')
  const mail = (await world.mails()).at(-1) as { endUserId?: string; data: Record<string, string> } | undefined
  expect(mail?.endUserId).toBe(invited.id)
  const token = new URL(mail?.data.acceptUrl ?? '').searchParams.get('token') ?? ''
  const visitor = world.ctx({ kind: 'visitor' })
  await setEndUserPassword({ ctx: visitor, input: { token, password: testPassword } })
  await expect(setEndUserPassword({ ctx: visitor, input: { token, password: testPassword } })).rejects.toThrow()
  expect(await judgeEndUserSignIn(visitor, { email: 'bo@example.com', password: testPassword })).toEqual({
    endUserId: invited.id,
  })
  const report = await importEndUsers({
    ctx: world.security,
    input: {
      endUsers: [
        { email: 'bo@example.com', name: 'Bo' },
        { email: 'cy@example.com', name: 'Cy', emailVerified: true },
        { email: '"x@y"@example.com', name: 'Odd' },
      ],
    },
  })
  expect(report).toMatchObject({ created: 1, refused: [{ index: 0 }, { index: 2 }] })
})

test('sign-up is off until Security allows it; then known and unknown addresses get one answer', async () => {
  const ctx = world.ctx({ kind: 'visitor' })
  const input = { name: 'Di', email: 'di@example.com', password: testPassword }
  await expect(signUpEndUser({ ctx, input })).rejects.toMatchObject({ code: 'not_possible' })
  await world.setPolicy({ selfSignUp: true })
  expect(await signUpEndUser({ ctx, input })).toEqual({ sent: true })
  expect(await signUpEndUser({ ctx, input: { ...input, email: 'ada@example.com' } })).toEqual({ sent: true })
  expect(await judgeEndUserSignIn(ctx, input)).toEqual({ refused: 'email_unverified' })
})

test('guessing ends after ten tries', async () => {
  const ctx = world.ctx({ kind: 'visitor' }, { address: '192.0.2.7' })
  const guess = () => judgeEndUserSignIn(ctx, { email: 'nobody@example.com', password: 'wrong' })
  const outcomes = await Promise.all(Array.from({ length: 12 }, guess))
  expect(outcomes.filter((outcome) => 'refused' in outcome && outcome.refused === 'sign_in_failed')).toHaveLength(10)
  expect(outcomes.filter((outcome) => 'refused' in outcome && outcome.refused === 'rate_exceeded')).toHaveLength(2)
})

test('policy holds without a deploy: lifetimes, algorithm, grants, sender constraint', async () => {
  await world.setPolicy({ algorithm: 'EdDSA', lifetimes: { ...(await policyOf()).lifetimes, accessTokenSeconds: 120 } })
  const tokens = await client.clientCredentialsGrant(config)
  expect(tokens.expires_in).toBe(120)
  const head = JSON.parse(Buffer.from(tokens.access_token.split('.')[0] ?? '', 'base64url').toString())
  expect(head.alg).toBe('EdDSA')
  await world.setPolicy({ grants: ['authorization_code'] })
  const form = { grant_type: 'client_credentials' }
  expect((await post(world, '/oauth/token', form, shop)).status).toBe(400)
  await world.setPolicy({ senderConstraint: 'all' })
  expect((await post(world, '/oauth/token', form, shop)).status).toBe(400)
  await world.setPolicy({})
})
const policyOf = async () =>
  (await import('../src/issuer/policy.ts')).readIssuerPolicy(world.db.prisma).then((r) => r.policy)

test('a key that must not sign any more is replaced at once; its tokens stay good', async () => {
  const before = await client.clientCredentialsGrant(config)
  await rotateIssuerKey({ ctx: world.security, input: { signs: 'now' } })
  await world.setPolicy({})
  const after = await client.clientCredentialsGrant(config)
  const kid = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
  expect(kid(after.access_token)).not.toBe(kid(before.access_token))
  expect(await active(before.access_token)).toBe(true)
})

test('a rotated secret stays good for its overlap only', async () => {
  const made = await world.client(codeClient)
  const rotate = (overlapHours: number) =>
    rotateMyClientSecret({ ctx: world.developer, input: { credentialId: made.id, overlapHours } })
  const second = await rotate(1)
  const works = async (secret: string) =>
    (await post(world, '/oauth/token', { grant_type: 'client_credentials' }, { id: made.id, secret })).status === 200
  expect([await works(made.secret), await works(second.secret)]).toEqual([true, true])
  const third = await rotate(0)
  expect([await works(made.secret), await works(second.secret), await works(third.secret)]).toEqual([
    false,
    false,
    true,
  ])
})

test('issued tokens are listed by client and scope, and revoked', async () => {
  const made = await world.client(codeClient)
  const own = await discover(world, made.id, client.ClientSecretBasic(made.secret))
  const tokens = await client.clientCredentialsGrant(own)
  const list = () =>
    listIssuedTokens({ ctx: world.security, input: { credentialId: made.id, scope: 'orders.read' } }).then(
      ({ items }) => items,
    )
  expect(await list()).toMatchObject([{ state: 'active', application: { name: 'Shop' } }])
  const revoked = await revokeIssuedTokens({ ctx: world.security, input: { of: 'client', id: made.id } })
  expect(revoked).toEqual({ revoked: 1 })
  expect(await client.tokenIntrospection(own, tokens.access_token)).toEqual({ active: false })
  expect(await list()).toEqual([])
})

test('a client registers itself only where the policy allows it, with a token that counts once', async () => {
  const input = { applicationId: world.applicationId, stageId: world.stage.id }
  await expect(createMyRegistrationToken({ ctx: world.developer, input })).rejects.toMatchObject({
    code: 'not_possible',
  })
  await world.setPolicy({ registration: true })
  const { token } = await createMyRegistrationToken({ ctx: world.developer, input })
  const register = () =>
    fetch(`${world.url}/oauth/register`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'Robot', redirect_uris: [callback], grant_types: ['authorization_code'] }),
    })
  const answer = await register()
  expect(answer.status).toBe(201)
  const made = await jsonOf(answer)
  expect(String(made.client_secret)).toMatch(/^gh_secret_/)
  expect((await register()).status).toBeGreaterThanOrEqual(400)
  const managed = await fetch(String(made.registration_client_uri), {
    headers: { authorization: `Bearer ${made.registration_access_token}` },
  })
  expect(managed.status).toBe(200)
  expect(JSON.stringify(await managed.json())).not.toMatch(/[0-9a-f]{64}/)
  await world.setPolicy({})
})

test('D53: registration and management of a client die with it: no token of his brings a revoked client back', async () => {
  await world.setPolicy({ registration: true })
  const input = { applicationId: world.applicationId, stageId: world.stage.id }
  const { token } = await createMyRegistrationToken({ ctx: world.developer, input })
  const asked = { client_name: 'Robot', grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }
  const send = (url: string, method: string, bearer: string, body?: object) =>
    fetch(url, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const made = await jsonOf(await send(`${world.url}/oauth/register`, 'POST', token, asked))
  const id = String(made.client_id)
  const secret = String(made.client_secret)
  const managing = String(made.registration_access_token)
  const uri = String(made.registration_client_uri)
  expect((await send(uri, 'GET', managing)).status).toBe(200)
  const credentialId = id as never
  await revokeMyCredential({ ctx: world.developer, input: { credentialId } })
  for (const [method, body] of [
    ['GET'],
    ['PUT', { ...asked, client_id: id, client_secret: secret }],
    ['DELETE'],
  ] as const)
    expect((await send(uri, method, managing, body)).status, method).toBe(401)
  const again = await send(`${world.url}/oauth/register`, 'POST', token, { ...asked, client_id: id })
  expect(again.status).toBeGreaterThanOrEqual(400)
  expect((await post(world, '/oauth/token', { grant_type: 'client_credentials' }, { id, secret })).status).toBe(401)
  await expect(rotateMyClientSecret({ ctx: world.developer, input: { credentialId } })).rejects.toMatchObject({
    code: 'not_possible',
  })
  const row = await world.db.prisma.credential.findUniqueOrThrow({ where: { id } })
  expect(row.revokedAt).not.toBeNull()
  await world.setPolicy({})
})

test('S20: a signed-in end user changes his password; sessions and tokens of the old one end, and only he who knows it can', async () => {
  const { tokens } = await getTokens(world, config)
  const { sid } = await openEndUserSession(world.system, world.endUserId)
  const visitor = world.ctx({ kind: 'visitor' })
  const change = (current: string, password: string) =>
    changeEndUserPassword(visitor, { endUserId: world.endUserId, email: 'ada@example.com', current, password })
  expect(await change('not the password', 'violet-harbour-meadow-31')).toEqual({ refused: 'sign_in_failed' })
  await expect(change(testPassword, 'short')).rejects.toMatchObject({ code: 'invalid_input' })
  expect(await change(testPassword, 'violet-harbour-meadow-31')).toEqual({ changed: true })
  expect(await readEndUserSession(world.system, sid)).toBeUndefined()
  expect(await active(tokens.access_token)).toBe(false)
  expect(await change('violet-harbour-meadow-31', testPassword)).toEqual({ changed: true })
})

test('S20: the page of a deactivated end user says which gateways refuse him', async () => {
  const [stage] = await world.db.prisma.stage.findMany({ take: 1 })
  const gatewayId = newId('gateway')
  await world.db.prisma.gateway.create({
    data: {
      id: gatewayId,
      stageId: stage?.id ?? '',
      name: 'edge-1',
      signingKey: gatewayId,
      sealingKey: 'k',
      enrolledAt: new Date(0),
      lastSeenAt: new Date(),
    },
  })
  const input = { endUserId: world.endUserId }
  const { receipts } = await deactivateEndUser({ ctx: world.security, input })
  const page = await getEndUser({ ctx: world.security, input })
  expect(page).toMatchObject({ state: 'deactivated', receipts: { confirmed: 0, total: 1 } })
  await world.db.prisma.gatewayAck.create({
    data: {
      gatewayId,
      kind: 'access',
      seq: BigInt(page.receipts?.seq ?? 0),
      outcome: 'applied',
      receivedAt: new Date(),
    },
  })
  expect((await getEndUser({ ctx: world.security, input })).receipts).toMatchObject({ confirmed: 1, total: 1 })
  expect(receipts === null || receipts.confirmed === 0).toBe(true)
  await reactivateEndUser({ ctx: world.security, input })
  expect((await getEndUser({ ctx: world.security, input })).receipts).toBeNull()
})

test('S23: the catalogue says which clients hold each scope and which groups keep it', async () => {
  const group = await createEndUserGroup({ ctx: world.security, input: { name: 'Holders', scopes: ['orders.read'] } })
  const { items } = await listScopeUses({ ctx: world.security, input: {} })
  const uses = items.find(({ name }) => name === 'orders.read')
  expect(uses?.groups).toContain('Holders')
  expect(uses?.clients.items.some(({ id }) => id === shop.id)).toBe(true)
  await deleteEndUserGroup({ ctx: world.security, input: { groupId: group.id } })
})
