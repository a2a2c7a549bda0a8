import { getChanges as endpoint, changesReport as reportEndpoint } from '@gatehouse/contracts/endpoints/contracts'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import { diffMarkdown, diffText } from '@gatehouse/importers/diff-report'
import { type Db, requireVersion, type VersionPath, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { countChanges } from './changes/count-changes.ts'
import { describeChanges } from './changes/describe-changes.ts'
import { describeValues } from './changes/describe-values.ts'
import { loadSide } from './load-side.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'

const most = 1_000

/** Undeployed changes, or what differs between any two states of a version. */
export const getChanges = query({
  name: 'changes.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const { from, to, items } = await compareSides(db, input)
    return { from, to, counts: countChanges(items), items: items.slice(0, most), truncated: items.length > most }
  },
})

const mediaTypes = { markdown: 'text/markdown', text: 'text/plain', json: 'application/json' } as const
const endings = { markdown: 'md', text: 'txt', json: 'json' } as const

/** The same as a text to hand on. */
export const changesReport = query({
  name: 'changes.report',
  allowed: { permission: 'api.read' },
  input: reportEndpoint.params.extend(reportEndpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const { from, to, items, version } = await compareSides(db, input)
    const counts = countChanges(items)
    const report = { title: `${version.api.name} ${version.name}`, from, to, summary: counts.text, changes: items }
    const text = {
      markdown: () => diffMarkdown(report),
      text: () => diffText(report),
      json: () => `${JSON.stringify({ ...report, summary: counts }, null, 2)}\n`,
    }[input.format]()
    const name = `${version.api.slug}-${version.name}-changes`
    return { fileName: `${name}.${endings[input.format]}`, mediaType: mediaTypes[input.format], text }
  },
})

type Compared = VersionPath & { from?: string | undefined; to?: string | undefined }

async function compareSides(db: Db, input: Compared) {
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
      : // Before the first revision there was nothing.
        input.from === 'revision:0'
        ? undefined
        : await loadSide(db, version.id, input.from)
  const items: ChangeItem[] = await describeChanges(from?.content, to.content)
  if (input.from === undefined && input.to === undefined && running) {
    items.push(...(await undeployedValues(db, version.id, running.stageId, running.stageValues)))
  }
  return { version, from: from?.title ?? null, to: to.title, items }
}

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
