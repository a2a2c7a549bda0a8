import { listDocumentKeys as endpoint } from '@gatehouse/contracts/endpoints/documents'
import { type DocumentVerdict, verifyDocument as judge } from '@gatehouse/contracts/signed-document'
import { query, type Reader } from '../grammar/query.ts'
import { documentKeyPurpose } from '../installation/ensure-installation.ts'

/** Keys that signed documents once, the newest first: a retired one still speaks for what it signed. */
async function documentKeys(db: Pick<Reader, 'signingKey'>) {
  return db.signingKey.findMany({
    where: { purpose: documentKeyPurpose },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 100,
    select: { id: true, publicKey: true, createdAt: true, retiredAt: true },
  })
}

/** Public keys of documents: whoever holds a document may ask whose it is. */
export const listDocumentKeys = query({
  name: 'document-key.list',
  allowed: { visitor: true },
  input: endpoint.params,
  run: async ({ db }) => ({
    items: (await documentKeys(db)).map(({ id, publicKey, createdAt, retiredAt }) => ({
      id,
      publicKey,
      createdAt: createdAt.toISOString(),
      retiredAt: retiredAt?.toISOString() ?? null,
    })),
  }),
})

/** Whether a document is as this installation signed it. */
export async function verifyDocument(db: Pick<Reader, 'signingKey'>, document: string): Promise<DocumentVerdict> {
  const keys = await documentKeys(db)
  return judge(
    document,
    keys.map(({ publicKey }) => publicKey),
  )
}
