import { createPrivateKey, sign } from 'node:crypto'
import type { Transaction } from '@gatehouse/db/client'
import { type Installation, openText } from '../grammar/installation.ts'
import { signingKeyPurpose } from '../installation/ensure-installation.ts'

export type SigningKey = {
  /** Raw Ed25519 public key, base64url: what gateways pin. */
  publicKey: string
  /** Ed25519 over the text's bytes, base64. */
  sign(text: string): string
}

/** The key that signs snapshots. */
export async function loadSigningKey(tx: Transaction, installation: Installation): Promise<SigningKey> {
  const row = await tx.signingKey.findFirst({
    where: { purpose: 'snapshot', retiredAt: null },
    orderBy: { createdAt: 'desc' },
  })
  if (!row) throw new Error('the installation has no signing key')
  const key = createPrivateKey(openText(installation, signingKeyPurpose, row.sealedPrivate))
  return { publicKey: row.publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64') }
}
