import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@gatehouse/db/client'
import { type Installation, openText, sealText } from '../grammar/installation.ts'
import { keyName, makeDataKey, openKeyring, settleMs, unwrapKey, wrapKey } from './keyring.ts'
import { sealedPlaces } from './sealed-places.ts'

const batchRows = 200

export type Rotation = {
  /** The data key that everything is sealed with now. */
  dataKey: string
  /** Texts that were sealed anew. */
  resealed: number
  /** Texts that no key opens: left as they are. */
  unreadable: number
  /** Data keys that were sealed anew with the new installation key. */
  rewrapped: number
}

/**
 * Makes a new data key and seals everything with it, in batches. With `previousKey` the installation key changes instead: the data keys
 * are sealed with the new one and stay what they are, so that processes which still have the old one go on with what they hold. Run again
 * after it broke off, it goes on where it was; run twice, it does the same twice. Nothing has to stop: every text names its key.
 */
export async function rotateKeys(parts: {
  db: Database
  installation: Installation
  previousKey?: Uint8Array
  /** Go on with the newest data key that is there, instead of making one. */
  resume?: boolean
  /** How long the others get to see the new data key before texts name it. */
  settle?: number
  now?: () => Date
  progress?: (line: string) => void
}): Promise<Rotation> {
  const { db, previousKey, now = () => new Date(), progress = () => undefined, settle = settleMs } = parts
  const { secretKey } = parts.installation
  const rewrapped = previousKey ? await rewrapKeys(db, previousKey, secretKey) : 0
  if (previousKey) progress(`${rewrapped} data keys are sealed with the new installation key.`)
  const resumable = parts.resume || previousKey ? await newestKey(db) : undefined
  const dataKey = resumable ?? (await makeDataKey(db, secretKey, now()))
  progress(`${resumable ? 'Going on with' : 'Made'} data key ${dataKey}.`)
  // Processes look for new keys every few seconds; a text must not name one that somebody has not seen.
  if (!resumable) await delay(settle)
  const secretKeys = [secretKey, ...(previousKey ? [previousKey] : [])]
  const ring = openKeyring({ db, secretKeys, now })
  try {
    await ring.refresh()
    const key = ring.find(dataKey)
    if (key === undefined) throw new Error(`Data key ${dataKey} does not open with this installation key.`)
    const keys = { find: ring.find, current: () => ({ id: dataKey, key }) }
    const openers = secretKeys.map((one) => ({ ...parts.installation, secretKey: one, keys }))
    const counts = { resealed: 0, unreadable: 0 }
    for (const place of sealedPlaces) {
      const done = await resealPlace(db, openers, dataKey, place)
      counts.resealed += done.resealed
      counts.unreadable += done.unreadable
      if (done.resealed + done.unreadable > 0)
        progress(`${place.table}.${place.column}: ${done.resealed} sealed anew, ${done.unreadable} unreadable.`)
    }
    await db.pool.query(
      'UPDATE data_key SET retired_at = $2 WHERE id <> $1 AND retired_at IS NULL AND created_at <= $2',
      [dataKey, now()],
    )
    return { dataKey, rewrapped, ...counts }
  } finally {
    ring.stop()
  }
}

async function newestKey(db: Database): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT id FROM data_key WHERE retired_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1',
  )
  return rows[0]?.id
}

/** Seals the data keys with another installation key, all or none. What is sealed with the new one already stays. */
async function rewrapKeys(db: Database, from: Uint8Array, to: Uint8Array): Promise<number> {
  const client = await db.pool.connect()
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<{ id: string; sealed: string }>(
      'SELECT id, sealed FROM data_key WHERE key_name = $1 FOR UPDATE',
      [keyName(from)],
    )
    for (const { id, sealed } of rows)
      await client.query('UPDATE data_key SET key_name = $2, sealed = $3 WHERE id = $1', [
        id,
        keyName(to),
        wrapKey(to, id, unwrapKey(from, id, sealed)),
      ])
    await client.query('COMMIT')
    return rows.length
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function resealPlace(
  db: Database,
  openers: readonly Installation[],
  dataKey: string,
  { table, column, purpose }: (typeof sealedPlaces)[number],
): Promise<{ resealed: number; unreadable: number }> {
  const done = { resealed: 0, unreadable: 0 }
  const unreadable: string[] = []
  for (;;) {
    const { rows } = await db.pool.query<{ text: string; purpose: string }>(
      `SELECT DISTINCT ${column} AS text, ${purpose} AS purpose FROM ${table}
       WHERE ${column} IS NOT NULL AND ${column} NOT LIKE $1 AND NOT ${column} = ANY($2) LIMIT ${batchRows}`,
      [`v2.${dataKey}.%`, unreadable],
    )
    if (rows.length === 0) return { ...done, unreadable: unreadable.length }
    for (const row of rows) {
      const opened = openWithAny(openers, row.purpose, row.text)
      const [first] = openers
      if (opened === undefined || first === undefined) {
        unreadable.push(row.text)
        continue
      }
      // Only what we read: a value that somebody set meanwhile is newer.
      const changed = await db.pool.query(`UPDATE ${table} SET ${column} = $2 WHERE ${column} = $1`, [
        row.text,
        sealText(first, row.purpose, opened),
      ])
      done.resealed += changed.rowCount ?? 0
    }
  }
}

function openWithAny(openers: readonly Installation[], purpose: string, text: string): string | undefined {
  for (const installation of openers) {
    try {
      return openText(installation, purpose, text)
    } catch {
      // The next key; texts of before data keys name none.
    }
  }
  return undefined
}
