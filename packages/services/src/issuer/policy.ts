import { builtInIssuer, defaultIssuerPolicy, type IssuerPolicy, issuerPolicy } from '@gatehouse/contracts/issuer-policy'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

/** The built-in server's policy; what nobody has set yet is the default, with etag 1. */
export async function readIssuerPolicy(db: Reader | Transaction): Promise<{ policy: IssuerPolicy; etag: number }> {
  const row = await db.issuerPolicy.findUnique({ where: { id: builtInIssuer } })
  if (row === null) return { policy: defaultIssuerPolicy, etag: 1 }
  return { policy: issuerPolicy.parse(row.policy), etag: row.etag }
}

/** The row that scopes hang on. */
export async function ensureIssuerPolicy(tx: Transaction): Promise<void> {
  await tx.issuerPolicy.createMany({
    data: [{ id: builtInIssuer, policy: defaultIssuerPolicy }],
    skipDuplicates: true,
  })
}
