import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { findDueStages, publishStage } from '@gatehouse/services/publishing/publish-stage'
import type { Logger } from 'pino'

/** Keeps each stage's manifest up to date with the change log. Every process does; one at a time per stage gets through. */
export function createPublisher(deps: { db: Context['db']; installation: Context['installation']; log: Logger }) {
  const { log } = deps
  const ctx = createContext({
    actor: { kind: 'system', task: 'publish' },
    db: deps.db,
    installation: deps.installation,
  })
  const said = new Map<string, string>()

  return async function publishDue(): Promise<void> {
    for (const stageId of await findDueStages(ctx)) {
      const published = await publishStage(ctx, stageId)
      if (published.outcome === 'blocked') {
        // Each second again; said once.
        const text = published.issues.map(({ message }) => message).join(' ')
        if (said.get(stageId) !== text)
          log.error({ stage: stageId, issues: published.issues }, 'the stage cannot be compiled: what runs stays')
        said.set(stageId, text)
        continue
      }
      said.delete(stageId)
      if (published.outcome === 'published')
        log.info({ stage: stageId, seq: published.seq, hash: published.hash }, 'snapshot published')
    }
  }
}
