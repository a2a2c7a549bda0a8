import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'
import type { HashedKey } from './hashed-keys.ts'

export type KnownKey = { hash: string; stageId: string; revoked: boolean; application: { id: string; name: string } }

/** Which keys of a file are credentials here already, by hash. */
export async function knownKeys(
  db: Reader | Transaction,
  records: readonly HashedKey[],
): Promise<Map<string, KnownKey>> {
  const hashes = records.map(({ hash }) => hash)
  const rows = await db.$queryRaw<
    { hash: string; stage_id: string; revoked: boolean; application_id: string; application: string }[]
  >`SELECT c.hash, c.stage_id, c.revoked_at IS NOT NULL OR a.deleted_at IS NOT NULL AS revoked, a.id AS application_id, a.name AS application
    FROM credential c JOIN application a ON a.id = c.application_id
    WHERE c.hash IN (SELECT unnest(${hashes}::text[]))`
  return new Map(
    rows.map((row) => [
      row.hash,
      {
        hash: row.hash,
        stageId: row.stage_id,
        revoked: row.revoked,
        application: { id: row.application_id, name: row.application },
      },
    ]),
  )
}
