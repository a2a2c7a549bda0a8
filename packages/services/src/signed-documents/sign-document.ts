import { createHash, createPrivateKey, sign } from 'node:crypto'
import {
  type DocumentFormat,
  type DocumentSignature,
  documentStatement,
  signedText,
  withSignature,
} from '@gatehouse/contracts/signed-document'
import type { Context } from '../grammar/context.ts'
import { openText } from '../grammar/installation.ts'
import type { Reader } from '../grammar/query.ts'
import { documentKeyPurpose, signingKeyPurpose } from '../installation/ensure-installation.ts'

type Db = Pick<Reader, 'signingKey'>

/** Signs bytes with the installation's key for documents (Ed25519); the time is part of what is signed. `db` may be a transaction. */
export async function signBytes(
  db: Db,
  ctx: Pick<Context, 'installation' | 'now'>,
  bytes: Uint8Array,
): Promise<DocumentSignature> {
  const row = await db.signingKey.findFirst({
    where: { purpose: documentKeyPurpose, retiredAt: null },
    orderBy: { createdAt: 'desc' },
  })
  if (!row) throw new Error('the installation has no key for documents')
  const key = createPrivateKey(openText(ctx.installation, signingKeyPurpose, row.sealedPrivate))
  const stated = { signedAt: ctx.now().toISOString(), sha256: createHash('sha256').update(bytes).digest('hex') }
  const signature = sign(null, Buffer.from(documentStatement(stated)), key).toString('base64url')
  return { algorithm: 'Ed25519', keyId: row.id, publicKey: row.publicKey, ...stated, signature }
}

/** The document with its signature inside: a comment at its end, or a member of JSON. Any word of it that is changed later shows. */
export async function signDocument(
  db: Db,
  ctx: Pick<Context, 'installation' | 'now'>,
  document: { format: DocumentFormat; text: string },
): Promise<{ text: string; signature: DocumentSignature }> {
  const { format, text } = document
  const signature = await signBytes(db, ctx, Buffer.from(signedText(format, text)))
  return { text: withSignature(format, text, signature), signature }
}
