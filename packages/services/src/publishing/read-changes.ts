import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import type { Database } from '@gatehouse/db/client'
import { type AccessSource, loadAccessRows } from './access-rows.ts'
import { anyProviderSecret, providerSecretId } from './provider-secrets.ts'
import { inOneSnapshot, type SqlClient } from './repeatable-read.ts'

export type ChangesRead = {
  epoch: string
  /** Last sequence of the log at this moment. */
  head: number
  /** The log no longer goes back to the cursor (or never got there): only a reset helps. */
  gap: 'none' | 'trimmed' | 'ahead'
  /** Where to go on. */
  cursor: number
  /** Each changed row of the access table once, as it is now. */
  access: AccessSource[]
  /** Ids of secrets whose value changed, with their stage; null: any stage may have it. `anyProviderSecret`: all of providers. */
  secrets: { id: string; stageId: string | null }[]
  /** A snapshot may come out differently. */
  snapshots: boolean
}

const batch = 5_000

/**
 * Reads the change log after a cursor, in one snapshot of the database: sequence order is commit order (verb.ts), so a row that
 * is not visible yet always has a larger sequence than all that are.
 */
export function readChanges(db: Database, cursor: number): Promise<ChangesRead> {
  return inOneSnapshot(db.pool, async (client) => {
    const state = await readHead(client)
    const gap = cursor > state.head ? 'ahead' : cursor < state.oldest - 1 ? 'trimmed' : 'none'
    const nothing = {
      epoch: state.epoch,
      head: state.head,
      gap,
      cursor,
      access: [],
      secrets: [],
      snapshots: false,
    } as const
    if (gap !== 'none' || cursor === state.head) return { ...nothing, access: [], secrets: [] }
    const { rows } = await client.query<{
      seq: string
      channel: string
      kind: string
      entity_id: string
      stage_id: string | null
    }>('SELECT seq, channel, kind, entity_id, stage_id FROM change_log WHERE seq > $1 ORDER BY seq LIMIT $2', [
      cursor,
      batch,
    ])
    const changed = rows.filter(({ channel }) => channel === 'access')
    return {
      ...nothing,
      cursor: Number(rows.at(-1)?.seq ?? cursor),
      access: await loadChanged(client, changed),
      secrets: rows.flatMap(changedSecret),
      snapshots: rows.some(({ channel }) => channel === 'snapshot'),
    }
  })
}

/** A secret, or that of an identity provider that changed, which any stage may need; a new rule may be the first that needs it. */
function changedSecret(row: { channel: string; kind: string; entity_id: string; stage_id: string | null }) {
  if (row.channel === 'secret') return [{ id: row.entity_id, stageId: row.stage_id }]
  if (row.channel !== 'access') return []
  if (row.kind === 'tokenIssuer' && row.entity_id !== builtInIssuer)
    return [{ id: providerSecretId(row.entity_id), stageId: null }]
  return row.kind === 'tokenRule' ? [{ id: anyProviderSecret, stageId: row.stage_id }] : []
}

/** The epoch: the organization's own, and PostgreSQL's name of the cluster, which another server does not share. */
async function readHead(client: SqlClient): Promise<{ epoch: string; head: number; oldest: number }> {
  const { rows } = await client.query<{ epoch: string | null; system: string; head: string; oldest: string }>(
    `SELECT (SELECT epoch FROM organization LIMIT 1) AS epoch, (SELECT system_identifier FROM pg_control_system())::text AS system,
       greatest((SELECT max(seq) FROM change_log), (SELECT max(seq) FROM access_version), 0) AS head,
       coalesce((SELECT min(seq) FROM change_log), 0) AS oldest`,
  )
  const row = rows[0]
  if (!row) throw new Error('the database answered no row')
  return { epoch: `${row.epoch ?? 'none'}.${row.system}`, head: Number(row.head), oldest: Number(row.oldest) }
}

async function loadChanged(
  client: SqlClient,
  changed: readonly { kind: string; entity_id: string }[],
): Promise<AccessSource[]> {
  if (changed.length === 0) return []
  const { rows } = await client.query<{
    kind: string
    entity_id: string
    stage_id: string | null
    seq: string
    deleted: boolean
  }>(
    `SELECT DISTINCT v.kind, v.entity_id, v.stage_id, v.seq, v.deleted FROM access_version v
     JOIN unnest($1::text[], $2::text[]) AS c(kind, entity_id) ON v.kind = c.kind AND v.entity_id = c.entity_id ORDER BY v.seq`,
    [changed.map(({ kind }) => kind), changed.map((row) => row.entity_id)],
  )
  return loadAccessRows(
    client,
    rows.map((row) => ({
      kind: row.kind,
      id: row.entity_id,
      seq: Number(row.seq),
      stageId: row.stage_id,
      deleted: row.deleted,
    })),
  )
}
