import { join } from 'node:path'
import { ExpectedFailure } from '../expected-failure.ts'

/** One PostgreSQL for all suites. Nothing in it outlives the run, so it need not wait for the disk. */
export async function startTestDatabase(scratch: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const { startEmbedded } = await import('@gatehouse/db/embedded')
  try {
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
    const server = await startEmbedded({ dataDir: join(scratch, 'postgres'), port: 0, settings })
    return { url: server.url, stop: () => server.stop() }
  } catch (error) {
    if (error instanceof Error && error.name === 'EmbeddedDatabaseError') throw new ExpectedFailure(error.message)
    throw error
  }
}
