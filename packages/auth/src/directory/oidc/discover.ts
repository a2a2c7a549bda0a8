import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import type { Discovery, ProviderCall } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { readKeys } from './keys.ts'
import { type OidcMetadata, readMetadata, tokenAlgorithms } from './metadata.ts'

/** Reads discovery document and keys and judges them against the settings. */
export async function discoverOidc(network: ProviderNetwork, call: ProviderCall<OidcSettings>): Promise<Discovery> {
  const began = performance.now()
  const { settings } = call
  const metadata = await readMetadata(network, settings.issuer, call.signal)
  const keys = await readKeys(network, metadata.jwks_uri, call.signal)
  const findings = findingsOf(metadata, settings, call.secret)
  const worst = findings.find(({ level }) => level === 'bad')
  return {
    health: {
      state: worst ? 'failing' : 'well',
      sentence: worst?.sentence ?? '',
      tookMs: Math.round(performance.now() - began),
    },
    keys: {
      keys,
      ...(settings.introspection && metadata.introspection_endpoint !== undefined
        ? { introspection: metadata.introspection_endpoint }
        : {}),
    },
    facts: [
      { name: 'Authorization endpoint', value: metadata.authorization_endpoint },
      { name: 'Token endpoint', value: metadata.token_endpoint },
      {
        name: 'Keys',
        value: keys
          .map(({ kid, kty }) => `${kid ?? 'without id'} (${kty})`)
          .join(', ')
          .slice(0, 500),
      },
      {
        name: 'ID tokens signed with',
        value: (metadata.id_token_signing_alg_values_supported ?? ['RS256']).join(', '),
      },
      { name: 'Tells of signing out', value: metadata.backchannel_logout_supported ? 'yes' : 'no' },
      { name: 'Registers clients', value: metadata.registration_endpoint ? 'yes' : 'no' },
      { name: 'Introspection', value: metadata.introspection_endpoint ? 'yes' : 'no' },
    ],
    findings,
  }
}

function findingsOf(metadata: OidcMetadata, settings: OidcSettings, secret: string | undefined) {
  const found: { level: 'warn' | 'bad'; sentence: string }[] = []
  const bad = (sentence: string) => found.push({ level: 'bad', sentence })
  const warn = (sentence: string) => found.push({ level: 'warn', sentence })
  const algorithms = metadata.id_token_signing_alg_values_supported ?? ['RS256']
  if (!algorithms.some((alg) => tokenAlgorithms.includes(alg)))
    bad('The provider signs ID tokens with none of the algorithms that prove who signed: set RS256 or ES256 there.')
  if (metadata.response_types_supported && !metadata.response_types_supported.includes('code'))
    bad('The provider does not offer the code flow (response type “code”): switch it on there.')
  if (metadata.code_challenge_methods_supported && !metadata.code_challenge_methods_supported.includes('S256'))
    bad('The provider does not offer PKCE with S256.')
  const methods = metadata.token_endpoint_auth_methods_supported
  if (secret === undefined && methods && !methods.includes('none'))
    bad('No client secret is set, and the provider takes no clients without one.')
  if (
    secret !== undefined &&
    methods &&
    !methods.some((method) => method === 'client_secret_basic' || method === 'client_secret_post')
  )
    bad('The provider takes no client secrets at its token endpoint: allow client_secret_basic there.')
  if (settings.introspection && metadata.introspection_endpoint === undefined)
    bad('Opaque tokens shall be asked for, but the provider names no introspection endpoint.')
  if (metadata.code_challenge_methods_supported === undefined)
    warn(
      'The provider does not say that it supports PKCE. It is used all the same; codes are then guarded by the secret alone.',
    )
  const unknown = settings.scopes.filter(
    (scope) => metadata.scopes_supported && !metadata.scopes_supported.includes(scope),
  )
  if (unknown.length > 0)
    warn(`The provider does not list these scopes, and may refuse sign-ins because of it: ${unknown.join(', ')}.`)
  if (!metadata.backchannel_logout_supported)
    warn('The provider does not tell when somebody signs out there: sessions here last until they end by themselves.')
  return found
}
