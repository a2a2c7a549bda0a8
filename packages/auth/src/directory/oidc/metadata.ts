import { z } from 'zod'
import { ProviderError } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { readProviderJson } from './read-json.ts'

const address = z.url({ protocol: /^https?$/ }).max(2000)
const names = z.array(z.string().max(200)).max(500)

const document = z.looseObject({
  issuer: z.string().max(2000),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  userinfo_endpoint: address.optional(),
  introspection_endpoint: address.optional(),
  registration_endpoint: address.optional(),
  end_session_endpoint: address.optional(),
  id_token_signing_alg_values_supported: names.optional(),
  code_challenge_methods_supported: names.optional(),
  response_types_supported: names.optional(),
  scopes_supported: names.optional(),
  token_endpoint_auth_methods_supported: names.optional(),
  introspection_endpoint_auth_methods_supported: names.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  backchannel_logout_supported: z.boolean().optional(),
})
export type OidcMetadata = z.infer<typeof document>

/** What tokens may be signed with: keys that verify never sign, so no HS*, and never `none`. */
export const tokenAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** Where a provider describes itself (OpenID Connect Discovery 1.0 §4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
}

/**
 * Reads and judges what an issuer says of itself. The document must name exactly the issuer that was asked for (ASVS 10.5.3): whoever
 * can say otherwise could sign for somebody else.
 */
export async function readMetadata(
  network: ProviderNetwork,
  issuer: string,
  signal: AbortSignal,
): Promise<OidcMetadata> {
  assertTravelsSafely('The issuer', issuer, issuer)
  const url = discoveryUrl(issuer)
  const parsed = document.safeParse(await readProviderJson(network, 'The discovery document', url, signal))
  if (!parsed.success) {
    const places = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.') || 'the document')
    throw new ProviderError(
      'malformed',
      `The discovery document lacks what signing in needs, or has it wrong: ${places.join(', ')}.`,
    )
  }
  const metadata = parsed.data
  if (metadata.issuer !== issuer) throw new ProviderError('untrusted', issuerMismatch(issuer, metadata.issuer))
  for (const [name, value] of Object.entries(metadata)) {
    if (/_endpoint$|^jwks_uri$/.test(name) && typeof value === 'string')
      assertTravelsSafely(`The provider’s ${name}`, value, issuer)
  }
  return metadata
}

function issuerMismatch(asked: string, said: string): string {
  const shown = said.slice(0, 200).replace(/[^\x21-\x7e]/g, '?')
  if (said.includes('{'))
    return `The provider calls itself “${shown}”, which stands for many directories. Give the issuer of your own tenant.`
  if (said.replace(/\/+$/, '') === asked.replace(/\/+$/, ''))
    return `The provider calls itself “${shown}”: take exactly this as issuer, the slash at the end included or left out as there.`
  return `The provider calls itself “${shown}”, not “${asked}”. Take the issuer that it names if that is your provider.`
}

/** Tokens and codes travel over https; without it only on this machine itself, for development. */
function assertTravelsSafely(what: string, url: string, issuer: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:') return
  if (isThisMachine(hostname) && isThisMachine(new URL(issuer).hostname)) return
  throw new ProviderError(
    'settings',
    `${what} is not an https address, so whoever is in between could sign in as anybody.`,
  )
}

/** Whether the address is reached without https, which only happens on this machine. */
export function isPlain(url: string): boolean {
  return new URL(url).protocol === 'http:'
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
