import type { RevisionContent } from '@gatehouse/contracts/revision'
import { type Db, findStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { contentOf } from './running-content.ts'

/** One state of a version with its name for people; undefined: a stage on which nothing of it runs. */
export type Side = { title: string; content: RevisionContent } | undefined

/** `working-copy`, `revision:12` or `stage:production`. */
export async function loadSide(db: Db, versionId: string, side: string): Promise<Side> {
  if (side === 'working-copy') return { title: 'Working copy', content: (await loadWorkingCopy(db, versionId)).content }
  const [kind, name = ''] = side.split(':')
  if (kind === 'revision') {
    const number = Number(name)
    const row = await db.revision.findUnique({
      where: { versionId_number: { versionId, number } },
      select: { id: true },
    })
    if (!row) throw notFound()
    return { title: `r${number}`, content: await contentOf(db, row.id) }
  }
  const stage = await findStage(db, name)
  if (!stage) throw notFound()
  const deployment = await db.deployment.findFirst({
    where: { versionId, stageId: stage.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    include: { revision: { select: { id: true, number: true } } },
  })
  if (!deployment) return undefined
  return {
    title: `r${deployment.revision.number} on ${stage.name}`,
    content: await contentOf(db, deployment.revision.id),
  }
}
