import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { Db } from '../apis/find-version.ts'
import { loadContent } from './stored-content.ts'

/** What the first stage (in order) that runs the version runs, or undefined before the first deploy. */
export async function runningOnFirstStage(db: Db, versionId: string) {
  const deployments = await db.deployment.findMany({
    where: { versionId, endedAt: null },
    include: { stage: true, revision: { select: { id: true, number: true, hash: true } }, stageValues: true },
  })
  return deployments.sort((a, b) => a.stage.position - b.stage.position)[0]
}

/** Content of a revision; shared, so it must not be changed. */
export function contentOf(db: Db, revisionId: string): Promise<RevisionContent> {
  return loadContent(db, revisionId)
}
