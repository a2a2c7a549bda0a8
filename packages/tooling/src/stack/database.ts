import { ExpectedFailure } from '../expected-failure.ts'

export interface StackDatabase {
  readonly url: string
  readonly embedded: boolean
  /** Of the embedded server. */
  readonly pid: number | undefined
  stop(): Promise<void>
  /** SIGKILL to the embedded server: a crash. */
  kill(): Promise<void>
  /** Starts the embedded server again on the same folder and port. */
  restart(): Promise<void>
}

/** The operator's own database when there is one, else the embedded server. */
export async function openDatabase(options: {
  databaseUrl: string | undefined
  dataDir: string
  port: number
}): Promise<StackDatabase> {
  if (options.databaseUrl !== undefined) return externalDatabase(options.databaseUrl)
  const { startEmbedded } = await import('@gatehouse/db/embedded')
  const start = async () => {
    try {
      return await startEmbedded({ dataDir: options.dataDir, port: options.port })
    } catch (error) {
      throw sentenceFor(error, options.dataDir)
    }
  }
  let server = await start()
  return {
    url: server.url,
    embedded: true,
    get pid() {
      return server.pid
    },
    stop: () => server.stop(),
    kill: () => server.kill('SIGKILL'),
    async restart() {
      await server.stop().catch(() => {})
      server = await start()
    },
  }
}

/** Applies what is new in prisma/migrations; answers the names of the migrations that were new. */
export async function applyMigrations(database: StackDatabase): Promise<string[]> {
  const { migrate } = await import('@gatehouse/db/migrate')
  try {
    return await migrate(database.url)
  } catch (error) {
    // The database package answers its own expected failures in whole sentences.
    if (error instanceof Error && error.name === 'MigrationError') throw new ExpectedFailure(error.message)
    const advice = database.embedded
      ? 'restore the data folder from a backup, or give up all data with "npm run reset"'
      : 'restore the database from a backup, or point DATABASE_URL to an empty one'
    throw new ExpectedFailure(`The database's schema could not be brought up to date (${messageOf(error)}): ${advice}.`)
  }
}

function externalDatabase(url: string): StackDatabase {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new ExpectedFailure(
      'DATABASE_URL is not the address of a PostgreSQL: set it to postgresql://user:password@host:5432/database, or remove it to use the embedded one.',
    )
  }
  const notOurs = () => Promise.reject(new Error('this database was not started by the stack'))
  return { url, embedded: false, pid: undefined, stop: () => Promise.resolve(), kill: notOurs, restart: notOurs }
}

function sentenceFor(error: unknown, dataDir: string): Error {
  if (error instanceof ExpectedFailure) return error
  if (error instanceof Error && error.name === 'EmbeddedDatabaseError') return new ExpectedFailure(error.message)
  return new ExpectedFailure(
    `The embedded PostgreSQL in ${dataDir} does not start (${messageOf(error)}): restore the data folder from a backup, or give up all data with "npm run reset".`,
  )
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'no reason given'
}
