import { createHash } from 'node:crypto'
import type { Database } from '@gatehouse/db/client'

type Pool = Database['pool']

export type StoredRecord = Record<string, unknown>

/** Names of records are what opens them (codes, refresh tokens, session cookies), so only their hash is kept. */
export function recordId(name: string): string {
  return createHash('sha256').update(name).digest('base64url')
}

/** Writes a record; an older one of the same name is replaced. */
export async function putRecord(
  pool: Pool,
  model: string,
  name: string,
  payload: StoredRecord,
  expiresInSeconds: number | undefined,
): Promise<void> {
  await pool.query(
    `INSERT INTO issuer_record (model, id, payload, grant_id, uid, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
     ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
       expires_at = excluded.expires_at`,
    [model, recordId(name), ...columns(payload, expiresInSeconds)],
  )
}

/** Writes a record that must be the first of its name; false when there is one. */
export async function putFirstRecord(
  pool: Pool,
  model: string,
  name: string,
  payload: StoredRecord,
  expiresInSeconds: number | undefined,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO issuer_record (model, id, payload, grant_id, uid, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) ON CONFLICT (model, id) DO NOTHING`,
    [model, recordId(name), ...columns(payload, expiresInSeconds)],
  )
  return rowCount === 1
}

function columns(payload: StoredRecord, expiresInSeconds: number | undefined): unknown[] {
  const { jti: _name, ...kept } = payload
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return [JSON.stringify(kept), text(payload.grantId), text(payload.uid), expiresInSeconds ?? null]
}

type Row = { payload: StoredRecord; consumed_at: Date | null }

/** The record, with its name put back; undefined when there is none or its time is over. */
export async function findRecord(pool: Pool, model: string, name: string): Promise<StoredRecord | undefined> {
  const { rows } = await pool.query<Row>(
    `SELECT payload, consumed_at FROM issuer_record
     WHERE model = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > now())`,
    [model, recordId(name)],
  )
  return rows[0] && { ...withConsumed(rows[0]), jti: name }
}

/** The session of a uid; its name stays unknown. */
export async function findRecordByUid(pool: Pool, model: string, uid: string): Promise<StoredRecord | undefined> {
  const { rows } = await pool.query<Row>(
    `SELECT payload, consumed_at FROM issuer_record
     WHERE model = $1 AND uid = $2 AND (expires_at IS NULL OR expires_at > now())`,
    [model, uid],
  )
  return rows[0] && withConsumed(rows[0])
}

function withConsumed({ payload, consumed_at }: Row): StoredRecord {
  return consumed_at === null ? payload : { ...payload, consumed: Math.floor(consumed_at.getTime() / 1000) }
}

/** Uses a record up: true for exactly one caller, whatever runs at the same time. */
export async function consumeRecord(pool: Pool, model: string, name: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE issuer_record SET consumed_at = now() WHERE model = $1 AND id = $2 AND consumed_at IS NULL',
    [model, recordId(name)],
  )
  return rowCount === 1
}

export async function deleteRecord(pool: Pool, model: string, name: string): Promise<void> {
  await pool.query('DELETE FROM issuer_record WHERE model = $1 AND id = $2', [model, recordId(name)])
}

/** The grant itself, and every code and refresh token of it. */
export async function deleteRecordsOfGrant(pool: Pool, grantId: string): Promise<void> {
  await pool.query(`DELETE FROM issuer_record WHERE grant_id = $1 OR (model = 'Grant' AND id = $2)`, [
    grantId,
    recordId(grantId),
  ])
}
