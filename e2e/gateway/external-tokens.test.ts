import { randomUUID } from 'node:crypto'
import { startLyingProvider } from '@gatehouse/auth/directory/testing/lying-provider'
import type { apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { revokeCredential } from '@gatehouse/contracts/endpoints/applications'
import {
  createIdentityProvider,
  disableIdentityProvider,
  enableIdentityProvider,
  getIdentityProvider,
} from '@gatehouse/contracts/endpoints/identity-providers'
import {
  explainToken,
  getTokenRules,
  linkExternalClient,
  putTokenRules,
} from '@gatehouse/contracts/endpoints/token-rules'
import { idOf } from '@gatehouse/contracts/ids'
import { expect, test } from '@playwright/test'
import { type Client, makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let owner: Client
let provider: Awaited<ReturnType<typeof startLyingProvider>>
let providerId = ''
const backend = new EchoBackend()
const audience = 'api://things'

test.beforeAll(async () => {
  await backend.start()
  provider = await startLyingProvider()
  world = await startWorld({ gateways: [{ name: 'live', stage: 'production' }] })
  api = await offerApi(world, {
    source: plainApi('Things'),
    backendUrl: backend.url,
    deployTo: 'staging',
    promoteTo: ['production'],
  })
  owner = await makeClient(world, api.planId)
  const made = await world.management(createIdentityProvider, {
    name: 'Partner',
    settings: { kind: 'oidc', issuer: provider.issuer, clientId: 'gatehouse', introspection: true },
    secret: 'a-secret-of-the-client',
  })
  providerId = made.id
  await waitUntil('its keys are here', async () => {
    const { keys } = await world.management(getIdentityProvider, { identityProviderId: made.id })
    return keys.length > 0
  })
})

test.afterAll(async () => {
  await world?.close()
  await provider?.stop()
  await backend.stop()
})

const place = () => ({ api: api.slug, stage: 'production' })
const stageId = () => idOf('stage').parse(world.stage('production').id)
const idpId = () => idOf('identityProvider').parse(providerId)

/** A token of the provider, as it signs them now. */
function tokenOf(more: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: provider.issuer, aud: audience, sub: 'sub-7', azp: 'partner-app', iat: now, exp: now + 300 }
  return provider.sign({ ...claims, jti: randomUUID(), ...more })
}

async function verdict(token: string): Promise<string | number> {
  const url = `${world.gateway('live').url}${api.basePath}/things/7`
  const { status, code } = await callGateway(url, { headers: { authorization: `Bearer ${token}` } })
  return code ?? status
}
const untilVerdict = (token: string, expected: string | number) =>
  waitUntil(`the gateway says ${expected}`, async () => {
    const said = await verdict(token)
    if (said !== expected) throw new Error(String(said))
    return true
  })

async function setRules(...rules: Parameters<typeof apiTokenRule.parse>[0][]): Promise<void> {
  const { etag } = await world.management(getTokenRules, place())
  const body = { rules: rules.map((rule) => ({ identityProviderId: idpId(), rule: rule as never })) }
  await world.management(putTokenRules, { ...place(), ...body }, { ifMatch: etag })
}

test('S4 D25 an external token is taken only by a rule, and a rule that was left empty is refused', async () => {
  expect(await verdict(await tokenOf())).toBe('token_issuer_unknown')
  await expect(setRules({})).rejects.toMatchObject({ problem: { errors: [{ pointer: '/rules/0/rule/audiences' }] } })
  await setRules({ audiences: [audience], client: { by: 'claim' } })
  await untilVerdict(await tokenOf(), 'token_client_not_linked')
  const linked = await world.management(linkExternalClient, {
    applicationId: idOf('application').parse(owner.applicationId),
    stageId: stageId(),
    identityProviderId: idpId(),
    clientId: 'partner-app',
  })
  expect(linked.kind).toBe('external')
  await untilVerdict(await tokenOf(), 200)
  expect(await verdict(await tokenOf({ aud: 'api://other' }))).toBe('token_wrong_audience')
})

test('S4 claims must hold, and what a token says is explained as the gateway judges it; the token is kept nowhere', async () => {
  await setRules({
    audiences: [audience],
    client: { by: 'claim' },
    claims: [{ claim: 'tenant', test: 'oneOf', values: ['acme', 'globex'] }],
    scopes: { map: [{ claim: 'roles', value: 'buyer', scopes: ['orders.write'] }] },
  })
  const good = await tokenOf({ tenant: 'acme', roles: ['buyer', 'other'], scope: 'orders.read' })
  const bad = await tokenOf({ tenant: 'initech' })
  await untilVerdict(good, 200)
  await untilVerdict(bad, 'token_claims_refused')
  const explained = await world.management(explainToken, { ...place(), token: good })
  expect(explained).toMatchObject({
    code: null,
    application: { id: owner.applicationId },
    scopes: ['orders.read', 'orders.write'],
    rules: [{ holds: true }],
  })
  for (const [token, code] of [
    [bad, 'token_claims_refused'],
    [await tokenOf({ aud: 'x', tenant: 'acme' }), 'token_wrong_audience'],
    [await tokenOf({ tenant: 'acme', exp: 1 }), 'token_expired'],
    [await tokenOf({ tenant: 'acme', at_hash: 'x' }), 'token_wrong_type'],
    [await tokenOf({ tenant: 'acme', azp: 'nobody' }), 'token_client_not_linked'],
    ['eyJ.x', 'token_malformed'],
    [`${good.slice(0, -6)}AAAAAA`, 'token_signature_invalid'],
  ] as const) {
    const { code: said } = await world.management(explainToken, { ...place(), token })
    expect([said, await verdict(token)]).toEqual([code, code])
  }
  const { rows } = await world.system.db.pool.query<{ text: string }>('SELECT a::text AS text FROM audit_log a')
  expect(rows.some(({ text }) => text.includes(good.slice(-40)))).toBe(false)
})

test('S4 a key that is new at the provider is asked for as soon as a token names it; the old ones stay while it is away', async () => {
  await setRules({ audiences: [audience], client: { by: 'claim' } })
  const before = await tokenOf()
  await untilVerdict(before, 200)
  await provider.rotate()
  const after = await tokenOf()
  // The provider was asked a moment ago: it is asked again in ten seconds at the latest.
  await waitUntil('the new key is known', async () => (await verdict(after)) === 200, { withinMs: 20_000 })
  provider.state.lies = { status: { path: '/jwks', status: 500 } }
  expect(await verdict(after)).toBe(200)
  provider.state.lies = {}
})

test('S4 an opaque token is asked for at its issuer, with a secret that came sealed', async () => {
  const now = Math.floor(Date.now() / 1000)
  provider.state.introspection = { active: false }
  await untilVerdict('opaque-and-not-known', 'token_inactive')
  provider.state.introspection = {
    active: true,
    sub: 'sub-7',
    azp: 'partner-app',
    aud: audience,
    iat: now,
    exp: now + 60,
  }
  await untilVerdict('opaque-and-known', 200)
  provider.state.lies = { status: { path: '/introspect', status: 500 } }
  // What is not known at the moment is not let in.
  expect(await verdict('opaque-and-new')).toBe('token_needs_asking')
  provider.state.lies = {}
})

test('D51 a provider that is switched off is refused at once; on again, only what it issues from then on', async () => {
  const before = await tokenOf({ iat: Math.floor(Date.now() / 1000) - 30 })
  await untilVerdict(before, 200)
  await world.management(disableIdentityProvider, { identityProviderId: idpId() })
  await waitUntil('the gateway refuses', async () => (await verdict(before)) !== 200)
  await world.management(enableIdentityProvider, { identityProviderId: idpId() })
  await untilVerdict(before, 'token_revoked')
  await waitUntil('a new one is good', async () => (await verdict(await tokenOf())) === 200)
})

test('S4 all tokens of a provider can be one application’s, which ends with its credential', async () => {
  await setRules({
    audiences: [audience],
    client: { by: 'application', applicationId: idOf('application').parse(owner.applicationId) },
  })
  await waitUntil('whatever its client', async () => (await verdict(await tokenOf({ azp: 'nobody' }))) === 200)
  const { rows } = await world.system.db.pool.query<{ id: string }>(
    "SELECT id FROM credential WHERE kind = 'external' AND name LIKE 'All tokens%' AND revoked_at IS NULL",
  )
  await world.management(revokeCredential, { credentialId: idOf('credential').parse(rows[0]?.id) })
  await waitUntil('it is refused', async () => (await verdict(await tokenOf())) === 'token_client_revoked')
})
