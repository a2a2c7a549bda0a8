import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'
import type { DataKeys } from '../grammar/installation.ts'

/** One key for whoever makes the first data key: processes that start at once make one. */
const firstKeyLock = 0x6a7e_0004
/** Every process looks for new data keys this often; one seals only once all others must have seen it. */
const lookEveryMs = 20_000
export const settleMs = 3 * lookEveryMs

export type Keyring = DataKeys & {
  /** Reads the data keys again. */
  refresh: () => Promise<void>
  stop: () => void
}

/** Name of an installation key: says which one sealed a data key, and nothing of the key. */
export function keyName(secretKey: Uint8Array): string {
  return createHash('sha256').update('gatehouse key name').update(secretKey).digest('hex').slice(0, 16)
}

/** Seals a data key with an installation key; its id is bound in. */
export function wrapKey(secretKey: Uint8Array, id: string, key: Uint8Array): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', secretKey, nonce).setAAD(Buffer.from(`data key ${id}`))
  const body = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** Opens what `wrapKey` gave; throws when the installation key is another one. */
export function unwrapKey(secretKey: Uint8Array, id: string, sealed: string): Uint8Array {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', secretKey, bytes.subarray(0, 12))
  decipher.setAAD(Buffer.from(`data key ${id}`)).setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}

/** Makes a data key and gives its id. */
export async function makeDataKey(db: Pick<Database, 'pool'>, secretKey: Uint8Array, now: Date): Promise<string> {
  const id = newId('secret', now.getTime())
  await db.pool.query('INSERT INTO data_key (id, key_name, sealed, created_at) VALUES ($1, $2, $3, $4)', [
    id,
    keyName(secretKey),
    wrapKey(secretKey, id, randomBytes(32)),
    now,
  ])
  return id
}

async function makeFirstKey(db: Pick<Database, 'pool'>, secretKey: Uint8Array, now: Date): Promise<void> {
  const client = await db.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [firstKeyLock])
    const { rows } = await client.query('SELECT 1 FROM data_key LIMIT 1')
    if (rows.length === 0) await makeDataKey({ pool: client as never }, secretKey, now)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/**
 * The data keys of a process, kept fresh. A key that it holds already stays in use while the database is away, and while the
 * installation key is being changed under it: nothing stops during a rotation.
 */
export function openKeyring(parts: {
  db: Pick<Database, 'pool'>
  /** The installation key; during a change of it also the one before. */
  secretKeys: readonly Uint8Array[]
  now?: () => Date
  onError?: (error: unknown) => void
}): Keyring {
  const { db, secretKeys, now = () => new Date(), onError = () => undefined } = parts
  const keys = new Map<string, Uint8Array>()
  let current: { id: string; key: Uint8Array } | undefined
  const [newest] = secretKeys
  if (newest === undefined) throw new Error('There is no installation key.')

  type Row = { id: string; key_name: string; sealed: string; created_at: Date; retired_at: Date | null }
  const load = () =>
    db.pool.query<Row>('SELECT id, key_name, sealed, created_at, retired_at FROM data_key ORDER BY created_at, id')
  async function refresh(): Promise<void> {
    let { rows } = await load()
    if (rows.length === 0) {
      await makeFirstKey(db, newest as Uint8Array, now())
      rows = (await load()).rows
    }
    for (const row of rows) {
      if (keys.has(row.id)) continue
      const opener = secretKeys.find((key) => keyName(key) === row.key_name)
      if (opener) keys.set(row.id, unwrapKey(opener, row.id, row.sealed))
    }
    const usable = rows.filter((row) => keys.has(row.id) && row.retired_at === null)
    const settled = usable.filter((row) => row.created_at.getTime() <= now().getTime() - settleMs)
    const chosen = settled.at(-1) ?? usable[0]
    const key = chosen && keys.get(chosen.id)
    if (!chosen || !key) throw new Error('No data key opens: this is not the installation key of this database.')
    current = { id: chosen.id, key }
  }
  const timer = setInterval(() => void refresh().catch(onError), lookEveryMs)
  timer.unref()
  return { current: () => current, find: (id) => keys.get(id), refresh, stop: () => clearInterval(timer) }
}
