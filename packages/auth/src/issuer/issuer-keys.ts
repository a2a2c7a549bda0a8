import { randomBytes } from 'node:crypto'
import type { IssuerAlgorithm } from '@gatehouse/contracts/issuer-policy'
import { exportJWK, generateKeyPair } from 'jose'
import type { IssuerKey } from './ports.ts'

/** A fresh key pair of the server. */
export async function generateIssuerKey(alg: IssuerAlgorithm): Promise<IssuerKey> {
  const { privateKey } = await generateKeyPair(alg, {
    extractable: true,
    ...(alg.startsWith('RS') || alg.startsWith('PS') ? { modulusLength: 3072 } : {}),
  })
  const kid = randomBytes(12).toString('base64url')
  return { kid, alg, private: { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' } }
}

const secretMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])

/** What others may see of a key. */
export function publicPart(key: IssuerKey): Record<string, unknown> {
  return Object.fromEntries(Object.entries(key.private).filter(([member]) => !secretMembers.has(member)))
}
