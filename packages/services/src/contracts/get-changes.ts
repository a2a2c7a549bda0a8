import { getChanges as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import { type Db, findStage, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { countChanges } from './changes/count-changes.ts'
import { describeChanges } from './changes/describe-changes.ts'
import { describeValues } from './changes/describe-values.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'

const most = 1_000

type Side = { title: string; content: RevisionContent } | undefined

/** Undeployed changes, or what differs between any two states of a version. */
export const getChanges = query({
  name: 'changes.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const to = await loadSide(db, version.id, input.to ?? 'working-copy')
    if (!to) throw notFound()
    const running = input.from === undefined ? await runningOnFirstStage(db, version.id) : undefined
    const from =
      input.from === undefined
        ? running && {
            title: `r${running.revision.number} on ${running.stage.name}`,
            content: await contentOf(db, running.revision.id),
          }
        : await loadSide(db, version.id, input.from)
    const items: ChangeItem[] = await describeChanges(from?.content, to.content)
    if (input.from === undefined && input.to === undefined && running) {
      items.push(...(await undeployedValues(db, version.id, running.stageId, running.stageValues)))
    }
    return {
      from: from?.title ?? null,
      to: to.title,
      counts: countChanges(items),
      items: items.slice(0, most),
      truncated: items.length > most,
    }
  },
})

/** Saved stage values of a stage that do not run there yet. */
export async function undeployedValues(
  db: Db,
  versionId: string,
  stageId: string,
  running: { number: number; values: unknown },
): Promise<ChangeItem[]> {
  const latest = await db.stageValues.findFirst({ where: { versionId, stageId }, orderBy: { number: 'desc' } })
  if (!latest || latest.number === running.number) return []
  return describeValues(parseValues(running.values), parseValues(latest.values))
}

function parseValues(column: unknown): StageValues {
  return stageValues.parse(column)
}

async function loadSide(db: Db, versionId: string, side: string): Promise<Side> {
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
    orderBy: { startedAt: 'desc' },
    include: { revision: { select: { id: true, number: true } } },
  })
  if (!deployment) return undefined
  return {
    title: `r${deployment.revision.number} on ${stage.name}`,
    content: await contentOf(db, deployment.revision.id),
  }
}
