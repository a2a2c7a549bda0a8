import { syncDueDirectories } from '@gatehouse/services/directory/sync/sync-due'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import type { Logger } from 'pino'

/**
 * Reads directories (LDAP) in their own intervals. Not a job of the queue: seconds count here, and a long reading must not hold a place in
 * it. Any number of processes do the same; a lock says which one reads.
 */
export function createDirectoryReader(deps: Pick<Context, 'db' | 'installation'> & { log: Logger }) {
  const { db, installation, log } = deps
  const running = new Map<string, Promise<void>>()
  const closing = new AbortController()
  return {
    tick: () =>
      syncDueDirectories(
        createContext({ actor: { kind: 'system', task: 'directory-sync' }, db, installation }),
        running,
        closing.signal,
        {
          ended: (provider, { state, sentence, created, changed, removed }) => {
            if (state !== 'done') log.warn({ part: 'directories', provider, state }, sentence)
            else if (created + changed + removed > 0)
              log.info({ part: 'directories', provider, created, changed, removed }, 'a directory was read')
          },
          failed: (error) => log.error({ part: 'directories', err: error }, 'it failed and is tried again'),
        },
      ),
    /** Readings end where they are; the next process begins them anew. */
    close: async () => {
      closing.abort()
      await Promise.all(running.values())
    },
  }
}
