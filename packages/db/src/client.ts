import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { Prisma, PrismaClient } from './generated/client.ts'

export { Prisma, type PrismaClient }

/** What runs inside `database.prisma.$transaction(async (tx) => …)`. */
export type Transaction = Prisma.TransactionClient

export interface Database {
  prisma: PrismaClient
  /** For bulk work (COPY, unnest) and hot paths, where Prisma costs too much. Its connections are its own. */
  pool: pg.Pool
  end(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** Connections at most, for Prisma and for the pool each; 10 by default. They are made on demand. */
  poolSize?: number
  /** Shown in pg_stat_activity. */
  applicationName?: string
  /** Longest statement in milliseconds; Prisma's 15,000 by default, the pool's four times as long. */
  statementTimeoutMs?: number
  /** An idle connection was lost; the pools replace it. */
  onConnectionError?: (error: Error) => void
}

/** Opens a database. Two pools, so that a transaction which also uses the other way in can never wait for itself. */
export function createDatabase(options: DatabaseOptions): Database {
  const { url, poolSize = 10, applicationName = 'gatehouse', statementTimeoutMs = 15_000 } = options
  const onConnectionError = options.onConnectionError ?? (() => undefined)
  const shared = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // A process that hangs inside a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 30_000,
  } satisfies pg.PoolConfig
  const pool = new pg.Pool({
    ...shared,
    application_name: `${applicationName}-bulk`,
    statement_timeout: 4 * statementTimeoutMs,
  })
  pool.on('error', onConnectionError)
  const prisma = new PrismaClient({
    adapter: new PrismaPg(
      { ...shared, application_name: applicationName, statement_timeout: statementTimeoutMs },
      { onPoolError: onConnectionError, onConnectionError },
    ),
    transactionOptions: { maxWait: 5_000, timeout: statementTimeoutMs },
  })
  return {
    prisma,
    pool,
    async end() {
      await Promise.all([prisma.$disconnect(), pool.end()])
    },
  }
}
