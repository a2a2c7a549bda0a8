import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClientInput, callback, createIssuerWorld, type IssuerWorld } from './issuer-world.ts'

let world: IssuerWorld
beforeAll(async () => {
  world = await createIssuerWorld()
})
afterAll(() => world.end())

const codeClient: ClientInput = {
  authMethod: 'client_secret_basic',
  grants: ['authorization_code', 'refresh_token', 'client_credentials'],
  redirectUris: [callback],
}

async function discover(id: string, secret: string) {
  return client.discovery(new URL(world.url), id, undefined, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests],
  })
}

test('a client gets a JWT access token with its scopes for its stage by client_credentials', async () => {
  const made = await world.client({ authMethod: 'client_secret_basic', grants: ['client_credentials'] })
  const config = await discover(made.id, made.secret)
  const tokens = await client.clientCredentialsGrant(config)
  const [head = '', body = ''] = tokens.access_token.split('.')
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  expect(decode(head)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
  expect(decode(body)).toMatchObject({
    iss: world.url,
    aud: world.stage.gatewayUrl,
    client_id: made.id,
    sub: made.id,
    scope: 'orders.read catalogue.read',
    stg: world.stage.id,
  })
  expect(tokens.refresh_token).toBeUndefined()
  expect(world.problems).toEqual([])
})

test('authorization code with PKCE, sign-in and consent gives tokens; a second sign-in asks nothing', async () => {
  const made = await world.client(codeClient)
  const config = await discover(made.id, made.secret)
  const verifier = client.randomPKCECodeVerifier()
  const authorize = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid email orders.read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 'abc',
  })
  const { url, steps, cookies } = await world.browse(authorize)
  expect(steps).toEqual(['sign-in', 'consent'])
  expect(url.searchParams.get('iss')).toBe(world.url)
  const tokens = await client.authorizationCodeGrant(config, url, { pkceCodeVerifier: verifier, expectedState: 'abc' })
  expect(tokens.claims()).toMatchObject({ sub: world.endUserId, email: 'ada@example.com' })
  expect(tokens.scope).toBe('orders.read')
  const again = await world.browse(authorize, { cookies })
  expect(again.steps).toEqual([])
  expect(world.problems).toEqual([])
})
