import { type RevisionContent, revisionContent } from '@gatehouse/contracts/revision'
import type { Db } from '../apis/find-version.ts'

/** What the first stage (in order) that runs the version runs, or undefined before the first deploy. */
export async function runningOnFirstStage(db: Db, versionId: string) {
  const deployments = await db.deployment.findMany({
    where: { versionId, endedAt: null },
    include: { stage: true, revision: { select: { id: true, number: true, hash: true } }, stageValues: true },
  })
  return deployments.sort((a, b) => a.stage.position - b.stage.position)[0]
}

export async function contentOf(db: Db, revisionId: string): Promise<RevisionContent> {
  const row = await db.revision.findUniqueOrThrow({ where: { id: revisionId }, select: { content: true } })
  return revisionContent.parse(row.content)
}
