import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { type Installation, openText, sealText } from '../grammar/installation.ts'

const purpose = 'snapshot'

export type SigningKey = {
  /** Raw Ed25519 public key, base64url: what gateways pin. */
  publicKey: string
  sign(text: string): string
}

/** The key that signs snapshots; made by whoever needs it first. */
export async function loadSigningKey(tx: Transaction, installation: Installation): Promise<SigningKey> {
  const find = () => tx.signingKey.findFirst({ where: { purpose, retiredAt: null }, orderBy: { createdAt: 'desc' } })
  let row = await find()
  if (!row) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse signing key', 0))`
    row = (await find()) ?? (await createSigningKey(tx, installation))
  }
  const key = createPrivateKey({
    key: Buffer.from(openText(installation, purpose, row.sealedPrivate), 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  return { publicKey: row.publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64') }
}

function createSigningKey(tx: Transaction, installation: Installation) {
  const { privateKey } = generateKeyPairSync('ed25519')
  const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  return tx.signingKey.create({
    data: {
      id: `sk_${newId('secret').slice(4)}`,
      purpose,
      publicKey: rawPublicKey(createPublicKey(privateKey)),
      sealedPrivate: sealText(installation, purpose, der),
    },
  })
}

function rawPublicKey(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' })
  if (x === undefined) throw new Error('an Ed25519 key has no x')
  return x
}
