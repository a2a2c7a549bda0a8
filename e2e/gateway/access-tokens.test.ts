import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resumeApplication, revokeCredential, suspendApplication } from '@gatehouse/contracts/endpoints/applications'
import { deactivateEndUser } from '@gatehouse/contracts/endpoints/end-users'
import { rotateIssuerKey } from '@gatehouse/contracts/endpoints/issuer'
import { getProduct, setProductTools } from '@gatehouse/contracts/endpoints/products'
import { Client as ToolClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect, test } from '@playwright/test'
import * as oauth from 'oauth4webapi'
import { type Client, makeClient } from '../fixtures/developer.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import {
  giveBack,
  insecure,
  makeEndUser,
  makeOauthClient,
  type OauthClient,
  refresh,
  setScopes,
  signIn,
} from '../fixtures/oauth-client.ts'
import { type OfferedApi, offerApi, plainApi } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

/** Answers with what it got; below /things/77 it goes on until somebody ends it. */
class Backend {
  #server: Server | undefined
  url = ''
  readonly streams = new Set<ServerResponse>()

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/things/77')) {
        this.streams.add(response)
        response.on('close', () => this.streams.delete(response))
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: begun\n\n')
        return
      }
      const text = JSON.stringify({ url: request.url, headers: request.headers })
      response.writeHead(200, { 'content-type': 'application/json' }).end(text)
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()))
  }
}

let world: World
let api: OfferedApi
let owner: Client
let client: OauthClient
const backend = new Backend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'live-1', stage: 'production' },
      { name: 'live-2', stage: 'production' },
    ],
  })
  api = await offerApi(world, {
    source: plainApi('Things'),
    backendUrl: backend.url,
    deployTo: 'staging',
    promoteTo: ['production'],
  })
  await setScopes(world, ['orders.read'])
  owner = await makeClient(world, api.planId)
  client = await makeOauthClient(world, owner, 'production', {}, ['orders.read'])
  // The key that signs is made with the server's first request.
  await client.token()
  await untilCaughtUp(world)
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const target = () => `${api.basePath}/things/7`
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

/** What each gateway says to a token now. */
async function verdicts(token: string): Promise<(string | number)[]> {
  const answers = await Promise.all(world.gateways.map(({ url }) => callGateway(`${url}${target()}`, bearer(token))))
  return answers.map(({ status, code }) => code ?? status)
}

async function untilVerdicts(token: string, verdict: string | number): Promise<void> {
  await waitUntil(`every gateway says ${verdict}`, async () => {
    const said = await verdicts(token)
    if (said.some((one) => one !== verdict)) throw new Error(said.join(', '))
    return true
  })
}

test('S3 a client of another maker gets a token by client_credentials and calls with it; the token ends at the gateway', async () => {
  const token = await client.token({ scope: 'orders.read' })
  await untilVerdicts(token, 200)
  const answer = await callGateway(`${world.gateways[0]?.url}${target()}`, bearer(token))
  const { headers } = JSON.parse(answer.text) as { headers: Record<string, string> }
  expect(headers).toMatchObject({
    'x-credential-id': client.id,
    'x-application-id': owner.applicationId,
    'x-token-issuer': world.installation.controlUrl,
    'x-token-scope': 'orders.read',
  })
  expect(headers['x-user-id']).toBeUndefined()
  expect(answer.text).not.toContain(token)
})

test('S3 a token with an end user behind it tells the backend who it is; what a caller says of himself is dropped', async () => {
  const endUser = await makeEndUser(world)
  const { accessToken } = await signIn(world, client, endUser)
  await untilVerdicts(accessToken, 200)
  const said = {
    authorization: `Bearer ${accessToken}`,
    'x-user-id': 'root',
    'x-token-scope': 'all',
    x_token_issuer: 'me',
  }
  const answer = await callGateway(`${world.gateways[0]?.url}${target()}`, { headers: said })
  const { headers } = JSON.parse(answer.text) as { headers: Record<string, string> }
  expect(headers).toMatchObject({ 'x-user-id': endUser, 'x-token-scope': 'orders.read' })
  expect(headers.x_token_issuer).toBeUndefined()
})

test('C.4 a refresh token that comes twice ends its family at every gateway', async () => {
  const first = await signIn(world, client, await makeEndUser(world))
  const second = await refresh(client, first.refreshToken)
  await untilVerdicts(second.accessToken, 200)
  await expect(refresh(client, first.refreshToken)).rejects.toThrow()
  await untilVerdicts(second.accessToken, 'token_revoked')
  await untilVerdicts(first.accessToken, 'token_revoked')
})

test('RFC 7009 a token that is given back is refused, its sign-in goes on', async () => {
  const { accessToken, refreshToken } = await signIn(world, client, await makeEndUser(world))
  await untilVerdicts(accessToken, 200)
  await giveBack(client, accessToken)
  await untilVerdicts(accessToken, 'token_revoked')
  await untilVerdicts((await refresh(client, refreshToken)).accessToken, 200)
})

test('V10 10.3.5 a token that is bound to a key is good only with a proof for this very request (RFC 9449)', async () => {
  const dpop = oauth.DPoP(client.client, await oauth.generateKeyPair('ES256'))
  const token = await client.token({ dpop })
  // Proofs name the address that is public: the stage's.
  const address = new URL(`${world.stage('production').gatewayUrl}${target()}`)
  const sent: Headers[] = []
  const call = async (url: URL) => {
    const response = await oauth.protectedResourceRequest(token, 'GET', url, undefined, undefined, {
      ...insecure,
      DPoP: dpop,
      [oauth.customFetch]: (...[input, init]) => {
        sent.push(new Headers(init?.headers as Record<string, string>))
        return fetch(input, init as RequestInit)
      },
    })
    return response.status
  }
  await waitUntil('the bound token is taken', async () => (await call(address)) === 200)
  expect(await verdicts(token)).toEqual(['dpop_required', 'dpop_required'])
  const used = Object.fromEntries(sent.at(-1) ?? [])
  const replayed = await callGateway(address.href, {
    headers: { authorization: `DPoP ${token}`, dpop: used.dpop ?? '' },
  })
  expect(replayed.code).toBe('dpop_replayed')
  const elsewhere = await callGateway(`${address.href}8`, {
    headers: { authorization: `DPoP ${token}`, dpop: used.dpop ?? '' },
  })
  expect(elsewhere.code).toBe('dpop_invalid')
  expect(elsewhere.headers['www-authenticate']).toContain('error="invalid_dpop_proof"')
})

test('S3e a rotated key signs new tokens, and those of the old one stay good', async () => {
  const before = await client.token()
  await untilVerdicts(before, 200)
  await world.management(rotateIssuerKey, { signs: 'now' })
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid
  const after = await waitUntil('the new key signs', async () => {
    const token = await client.token()
    return kidOf(token) === kidOf(before) ? undefined : token
  })
  await untilVerdicts(after, 200)
  expect(await verdicts(before)).toEqual([200, 200])
})

test('S20 S2 an end user who is deactivated, an application that is suspended, a client that is revoked: refused', async () => {
  const endUserId = await makeEndUser(world)
  const { accessToken } = await signIn(world, client, endUserId)
  await untilVerdicts(accessToken, 200)
  await world.management(deactivateEndUser, { endUserId })
  await untilVerdicts(accessToken, 'token_revoked')
  const token = await client.token()
  await untilVerdicts(token, 200)
  const { applicationId } = owner
  await world.management(suspendApplication, { applicationId, reason: 'They asked for it.' })
  await untilVerdicts(token, 'application_suspended')
  await world.management(resumeApplication, { applicationId })
  await untilVerdicts(token, 200)
  const other = await makeOauthClient(world, owner, 'production')
  const last = await other.token()
  await untilVerdicts(last, 200)
  await world.management(revokeCredential, { credentialId: other.id })
  await untilVerdicts(last, 'token_revoked')
})

for (const kind of ['token', 'key'] as const) {
  test(`S19 a stream that a ${kind} opened ends with it`, async () => {
    const other = await makeOauthClient(world, owner, 'production')
    const made = kind === 'key' ? await owner.newKey('production') : { id: other.id, key: await other.token() }
    const headers: Record<string, string> =
      kind === 'key' ? { 'x-api-key': made.key } : { authorization: `Bearer ${made.key}` }
    await waitUntil('the credential is known', async () => {
      const { status } = await callGateway(`${world.gateways[0]?.url}${target()}`, { headers })
      return status === 200
    })
    const response = await fetch(`${world.gateways[0]?.url}${api.basePath}/things/77`, { headers })
    expect(response.status).toBe(200)
    const reader = response.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('begun')
    await world.management(revokeCredential, { credentialId: made.id })
    // The gateway cuts it off: what was sent is not the whole answer.
    await expect(
      (async () => {
        while (!(await reader?.read())?.done);
      })(),
    ).rejects.toThrow()
    await waitUntil('the backend’s side ends, too', async () => backend.streams.size === 0)
  })
}

test('I15 an agent finds the authorization server and calls tools with its token (RFC 9728)', async () => {
  const gateway = world.gateway('live-1')
  const { etag } = await world.management(getProduct, { productId: api.productId })
  await world.management(setProductTools, { productId: api.productId, tools: 'all' }, { ifMatch: etag })
  const address = world.stage('production').gatewayUrl
  const metadata = await oauth.resourceDiscoveryRequest(new URL(`${gateway.url}/mcp`), insecure)
  const { authorization_servers } = await oauth.processResourceDiscoveryResponse(
    new URL(`${gateway.url}/mcp`),
    metadata,
  )
  expect(authorization_servers).toEqual([world.installation.controlUrl])
  const without = await callGateway(`${gateway.url}/mcp`, { method: 'POST', json: {} })
  expect(without.headers['www-authenticate']).toContain('resource_metadata=')
  const token = await client.token({ resource: `${address}/mcp` })
  await untilCaughtUp(world)
  const agent = new ToolClient({ name: 'agent', version: '1' })
  await agent.connect(
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), { requestInit: bearer(token) }) as never,
  )
  const { tools } = await agent.listTools()
  const tool = tools.find(({ name }) => name.endsWith('getThing'))
  const result = await agent.callTool({ name: tool?.name ?? '', arguments: { id: 7 } })
  expect(JSON.stringify(result)).toContain(client.id)
  await agent.close()
  // Only there: the same token opens no API by itself.
  expect(await verdicts(token)).toEqual(['token_wrong_audience', 'token_wrong_audience'])
})
