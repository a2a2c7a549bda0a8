import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import { z } from 'zod'
import { type ClientToRegister, type ProviderCall, ProviderError, type RegisteredClient } from '../adapter.ts'
import { askProvider, hostOf, type ProviderNetwork } from '../provider-network.ts'
import { readMetadata } from './metadata.ts'

type Call = ProviderCall<OidcSettings>

const registered = z.looseObject({
  client_id: z.string().min(1).max(1000),
  client_secret: z.string().max(4000).optional(),
  registration_access_token: z.string().max(8000).optional(),
  registration_client_uri: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
})

/** Makes an OAuth client at the provider (RFC 7591). */
export async function registerOidcClient(
  network: ProviderNetwork,
  call: Call,
  client: ClientToRegister,
): Promise<RegisteredClient> {
  const metadata = await readMetadata(network, call.settings.issuer, call.signal)
  const url = metadata.registration_endpoint
  if (url === undefined)
    throw new ProviderError(
      'registration',
      'The provider has no registration endpoint (RFC 7591): make the client there by hand.',
    )
  const codes = client.grants.includes('authorization_code')
  const answer = await askProvider(network, 'The registration endpoint', {
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(client.initialAccessToken === undefined ? {} : { authorization: `Bearer ${client.initialAccessToken}` }),
    },
    body: JSON.stringify({
      client_name: client.name,
      grant_types: client.grants,
      redirect_uris: codes ? client.redirectUris : [],
      response_types: codes ? ['code'] : [],
      token_endpoint_auth_method: 'client_secret_basic',
    }),
    signal: call.signal,
  })
  if (answer.status === 401 || answer.status === 403)
    throw new ProviderError('registration', 'The provider does not accept the initial access token, or asks for one.')
  const body = jsonOf(answer.body)
  if (answer.status !== 201 && answer.status !== 200)
    throw new ProviderError('registration', refusalOf(answer.status, body))
  const parsed = registered.safeParse(body)
  if (!parsed.success)
    throw new ProviderError('registration', `The registration endpoint (${hostOf(url)}) did not say the client’s id.`)
  const { client_id, client_secret, registration_access_token, registration_client_uri } = parsed.data
  return {
    clientId: client_id,
    ...(client_secret === undefined ? {} : { clientSecret: client_secret }),
    ...(registration_access_token === undefined ? {} : { registrationToken: registration_access_token }),
    ...(registration_client_uri === undefined ? {} : { registrationUrl: registration_client_uri }),
  }
}

/** Takes such a client away at the provider (RFC 7592 §2.3); one that is gone already is gone. */
export async function removeOidcClient(network: ProviderNetwork, call: Call, client: RegisteredClient): Promise<void> {
  const { registrationUrl, registrationToken } = client
  if (registrationUrl === undefined || registrationToken === undefined)
    throw new ProviderError(
      'registration',
      'The provider gave no way to take the client away: delete it there by hand.',
    )
  // The token goes only to the provider that gave it.
  if (new URL(registrationUrl).origin !== new URL(call.settings.issuer).origin) {
    const { registration_endpoint: endpoint } = await readMetadata(network, call.settings.issuer, call.signal)
    if (endpoint === undefined || new URL(endpoint).origin !== new URL(registrationUrl).origin)
      throw new ProviderError('untrusted', 'The client’s address is not one of the provider: delete it there by hand.')
  }
  const answer = await askProvider(network, 'The client’s registration', {
    url: registrationUrl,
    method: 'DELETE',
    headers: { authorization: `Bearer ${registrationToken}` },
    signal: call.signal,
  })
  if (![200, 204, 401, 404].includes(answer.status))
    throw new ProviderError(
      'registration',
      `The provider answered ${answer.status} when the client was to be taken away.`,
    )
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}

function refusalOf(status: number, body: unknown): string {
  const code = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : ''
  const why: Readonly<Record<string, string>> = {
    invalid_redirect_uri: 'it does not accept one of the redirect addresses',
    invalid_client_metadata: 'it does not accept what the client shall be',
    unapproved_software_statement: 'it wants a software statement',
  }
  return `The provider refused to make the client: ${why[code] ?? `it answered ${status}`}.`
}
