import { createHash, createPublicKey, verify } from 'node:crypto'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'

/** SHA-256 of a text, lower-case hex: names manifests and parts. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Whether a manifest is what the control plane signed. `publicKey`: raw Ed25519, base64url, as pinned at enrolment; `signature`:
 * base64 over the text's bytes. Null when all is well.
 */
export function verifyManifest(input: {
  manifestText: string
  hash: string
  signature: string
  publicKey: string
}): SnapshotIssue | null {
  if (textHash(input.manifestText) !== input.hash) {
    return { code: 'hash', message: 'The manifest’s bytes do not have the hash that was announced.' }
  }
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: input.publicKey }, format: 'jwk' })
    if (verify(null, Buffer.from(input.manifestText), key, Buffer.from(input.signature, 'base64'))) return null
  } catch {
    // A key or signature of wrong length: the same answer.
  }
  return { code: 'signature', message: 'The manifest’s signature does not verify with the pinned key.' }
}
