/** The PostgreSQL server that tests shall use instead of the embedded one, e.g. `postgresql://me:pw@127.0.0.1:5432/postgres`. */
export function testDatabaseUrl(): string | undefined {
  return process.env.TEST_DATABASE_URL || undefined
}

/** What PostgreSQL's own processes see: nothing of ours, above all no secret. */
export function databaseProcessEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

/** Our own environment with some variables set, for a child process of a development script. */
export function environmentWith(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra }
}
