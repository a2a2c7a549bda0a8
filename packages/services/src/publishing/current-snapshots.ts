import type { Database } from '@gatehouse/db/client'

export type CurrentSnapshot = { stageId: string; seq: number; hash: string }

/** The newest manifest of each stage by name; the text is loaded only when it has to be sent. */
export async function readCurrentSnapshots(db: Database): Promise<CurrentSnapshot[]> {
  const { rows } = await db.pool.query<{ stage_id: string; seq: string; hash: string }>(
    `SELECT s.id AS stage_id, l.seq, l.hash FROM stage s
     JOIN LATERAL (SELECT seq, hash FROM stage_snapshot WHERE stage_id = s.id ORDER BY seq DESC LIMIT 1) l ON true`,
  )
  return rows.map((row) => ({ stageId: row.stage_id, seq: Number(row.seq), hash: row.hash }))
}

export async function readSnapshot(
  db: Database,
  stageId: string,
): Promise<{ seq: number; hash: string; manifest: string; signature: string } | null> {
  const { rows } = await db.pool.query<{ seq: string; hash: string; manifest: string; signature: string }>(
    'SELECT seq, hash, manifest, signature FROM stage_snapshot WHERE stage_id = $1 ORDER BY seq DESC LIMIT 1',
    [stageId],
  )
  const row = rows[0]
  return row ? { ...row, seq: Number(row.seq) } : null
}

/**
 * Text of a compiled part, or null. Its name is the hash of its bytes, so it never changes. A part names its stage: what is compiled
 * for another one, with that stage's addresses, does not exist for this one's gateways.
 */
export async function readPart(db: Database, hash: string, stageId: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ content: string }>('SELECT content FROM snapshot_part WHERE hash = $1', [hash])
  const text = rows[0]?.content
  return text !== undefined && (JSON.parse(text) as { stageId?: unknown }).stageId === stageId ? text : null
}
