import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'

/**
 * A process of its own: the external identity provider of tests, by the library that others run in production (oidc-provider). Whoever
 * comes to sign in is the person that the parent named last; he agrees to everything. The parent talks to it by messages.
 */
type Setup = {
  clientId: string
  clientSecret: string
  redirectUris: string[]
  person: { sub: string } & Record<string, unknown>
}
type Message = { setup: Setup } | { person: Setup['person'] } | { rotate: true }

let setup: Setup | undefined
let provider: Provider | undefined
const server = createServer((request, response) => {
  void answer(request, response).catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (message: Message) => {
  void take(message).then(() => process.send?.({ done: true }))
})
process.on('disconnect', () => process.exit(0))

async function take(message: Message): Promise<void> {
  if ('setup' in message) setup = message.setup
  if ('person' in message && setup) setup = { ...setup, person: message.person }
  else provider = await openProvider()
}

/** With new keys each time: the old ones are published no more. */
async function openProvider(): Promise<Provider> {
  const given = setup
  if (!given) throw new Error('the parent has set nothing up')
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key: JWK = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: `k-${Date.now()}` }
  const configuration: Configuration = {
    clients: [
      {
        client_id: given.clientId,
        client_secret: given.clientSecret,
        redirect_uris: given.redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: ['of this test'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: async () => ({
      accountId: setup?.person.sub ?? '',
      claims: async () => ({ ...setup?.person, sub: setup?.person.sub ?? '' }),
    }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: { Session: 60, Interaction: 60, Grant: 60, IdToken: 300, AccessToken: 300, AuthorizationCode: 60 },
  }
  return new Provider(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, configuration)
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!provider || !setup) return void response.writeHead(503).end()
  if (!request.url?.startsWith('/interaction/')) return void (await provider.callback()(request, response))
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: setup.person.sub, clientId: String(params.client_id) })
  grant.addOIDCScope(String(params.scope))
  const result = { login: { accountId: setup.person.sub }, consent: { grantId: await grant.save() } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}
