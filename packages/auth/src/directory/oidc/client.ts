import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  clockSkew,
  clockTolerance,
  customFetch,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
  setJwksCache,
} from 'openid-client'
import { type ProviderCall, ProviderError } from '../adapter.ts'
import { askProvider, hostOf, type ProviderNetwork } from '../provider-network.ts'
import type { PublicKey } from './keys.ts'
import { isPlain, type OidcMetadata, tokenAlgorithms } from './metadata.ts'

/** Seconds by which clocks may differ. */
export const skewSeconds = 60

/**
 * openid-client for one provider. It reaches the outside through the guarded fetch only, checks the ID token's signature although TLS
 * brought it (a stolen name alone must not sign anybody in), and accepts no algorithm in which the verifier could sign.
 */
export function openClient(
  network: ProviderNetwork,
  call: ProviderCall<OidcSettings>,
  metadata: OidcMetadata,
  keys: readonly PublicKey[],
): Configuration {
  const { settings, secret } = call
  const algorithms = (metadata.id_token_signing_alg_values_supported ?? ['RS256']).filter((alg) =>
    tokenAlgorithms.includes(alg),
  )
  if (algorithms.length === 0)
    throw new ProviderError('untrusted', 'The provider signs ID tokens with nothing that proves who signed them.')
  const server = { ...metadata, id_token_signing_alg_values_supported: algorithms } as ServerMetadata
  const skew = Math.round((call.now().getTime() - Date.now()) / 1000)
  const client = { [clockTolerance]: skewSeconds, [clockSkew]: skew }
  const config = new Configuration(server, settings.clientId, client, clientAuth(metadata, secret))
  config[customFetch] = guarded(network, call.signal)
  if (isPlain(settings.issuer)) allowInsecureRequests(config)
  setJwksCache(config, { jwks: { keys: [...keys] }, uat: Math.floor(Date.now() / 1000) } as Parameters<
    typeof setJwksCache
  >[1])
  enableNonRepudiationChecks(config)
  return config
}

/** How we prove that we are the client: as the provider says, by header where it says nothing (RFC 6749 §2.3.1). */
export function clientAuth(metadata: OidcMetadata, secret: string | undefined): ClientAuth {
  if (secret === undefined) return None()
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  if (!methods.includes('client_secret_basic') && methods.includes('client_secret_post'))
    return ClientSecretPost(secret)
  return ClientSecretBasic(secret)
}

/** The guarded fetch in the form in which openid-client wants it. Redirects are answers. */
export function guarded(network: ProviderNetwork, signal: AbortSignal): CustomFetch {
  return async (url, options) => {
    const answer = await askProvider(network, 'The provider', {
      url,
      method: methodOf(options.method),
      headers: options.headers,
      signal,
      ...(options.body === undefined || options.body === null ? {} : { body: textOf(options.body) }),
    })
    if (answer.status >= 500)
      throw new ProviderError(
        'unreachable',
        `The provider (${hostOf(url)}) answers ${answer.status}: it is in trouble.`,
      )
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers))
      for (const one of [value].flat()) if (one !== undefined) headers.append(name, one)
    const bodiless = answer.status === 204 || answer.status === 304
    const body = bodiless ? null : Uint8Array.from(answer.body)
    return new Response(body, { status: Math.max(answer.status, 200), headers })
  }
}

function methodOf(method: string): 'GET' | 'POST' | 'PUT' | 'DELETE' {
  return method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : 'GET'
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('openid-client sends text and forms only')
}
