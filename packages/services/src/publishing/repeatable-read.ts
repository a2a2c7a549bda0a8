import type { Database } from '@gatehouse/db/client'
import type pg from 'pg'

export type SqlClient = Pick<pg.PoolClient, 'query'>

/** Runs reads in one snapshot of the database, so that sequence and rows belong together. */
export async function inOneSnapshot<T>(pool: Database['pool'], read: (client: SqlClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const result = await read(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    // A connection whose transaction failed may be in any state: it is closed, not returned.
    client.release(broken)
  }
}
