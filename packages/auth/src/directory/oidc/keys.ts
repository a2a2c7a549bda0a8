import { z } from 'zod'
import { ProviderError } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { readProviderJson } from './read-json.ts'

const jwk = z.looseObject({
  kty: z.string(),
  kid: z.string().max(500).optional(),
  use: z.string().optional(),
  alg: z.string().optional(),
  n: z.string().optional(),
})
export type PublicKey = Readonly<Record<string, unknown>> & { readonly kty: string; readonly kid?: string | undefined }

/** Members of a public key (RFC 7517, 7518, 8037); nothing else is kept, above all no private part. */
const publicMembers = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y']
const maxKeys = 100
const shortestRsaBytes = 256

/** A provider's keys for signatures: public, asymmetric, long enough. Throws untrusted when none is left. */
export async function readKeys(network: ProviderNetwork, url: string, signal: AbortSignal): Promise<PublicKey[]> {
  const body = await readProviderJson(network, 'The list of keys', url, signal)
  const parsed = z.looseObject({ keys: z.array(z.unknown()).max(maxKeys) }).safeParse(body)
  if (!parsed.success) throw new ProviderError('malformed', 'The list of keys is none: it needs a member “keys”.')
  const keys = parsed.data.keys.flatMap((value) => {
    const one = jwk.safeParse(value)
    return one.success && isForSignatures(one.data) ? [publicPartOf(one.data)] : []
  })
  if (keys.length === 0)
    throw new ProviderError('untrusted', 'The list of keys has none that a signature can be checked with.')
  return keys
}

function isForSignatures(key: z.infer<typeof jwk>): boolean {
  if (key.use !== undefined && key.use !== 'sig') return false
  if (key.kty === 'RSA') return Buffer.from(key.n ?? '', 'base64url').length >= shortestRsaBytes
  return key.kty === 'EC' || key.kty === 'OKP'
}

function publicPartOf(key: z.infer<typeof jwk>): PublicKey {
  const members = publicMembers.flatMap((name) => (name in key ? [[name, key[name]] as const] : []))
  return { ...Object.fromEntries(members), kty: key.kty }
}
