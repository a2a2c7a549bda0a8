import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

/** Directories are the organization's; null: there is none of that id. */
export async function providerScope(
  db: Reader | Transaction,
  input: { identityProviderId: string },
): Promise<Record<string, never> | null> {
  const row = await db.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })
  return row && {}
}
