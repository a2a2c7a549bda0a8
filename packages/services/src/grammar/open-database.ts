import { createDatabase, type Database, type DatabaseOptions } from '@gatehouse/db/client'

export type { Database }

/** Opens the database for an app, which may not import it itself. Once per process: keep what it gives. */
export function openDatabase(options: DatabaseOptions): Database {
  return createDatabase(options)
}
