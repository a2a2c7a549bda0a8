import { csvRow } from '@gatehouse/contracts/csv'
import {
  type ExposureReport,
  type ExposureRow,
  listExposures as endpoint,
  exportExposures as exportEndpoint,
} from '@gatehouse/contracts/endpoints/exposure'
import { type ExposureKind, exposureKinds } from '@gatehouse/contracts/guardrails'
import type { Id } from '@gatehouse/contracts/ids'
import { requireStage } from '../apis/find-version.ts'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { cursorNumber, decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import type { StageName } from '../reviews/what-runs.ts'
import { readExposureRule } from './exposure-rule.ts'
import { loadTrend } from './exposure-trend.ts'
import { type FoundExposure, findExposures, reportDays } from './find-exposures.ts'

type Asked = {
  kind?: ExposureKind | undefined
  stage?: string | undefined
  api?: string | undefined
  team?: string | undefined
  q?: string | undefined
}

const rank = (kind: ExposureKind) => exposureKinds.indexOf(kind)

/** The worst first: by kind, then by calls. */
function order(a: FoundExposure, b: FoundExposure): number {
  return rank(a.kind) - rank(b.kind) || b.calls - a.calls || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}

async function stagesOf(db: Reader, asked: string | undefined): Promise<{ all: StageName[]; chosen: StageName[] }> {
  const rows = await db.stage.findMany({ orderBy: { position: 'asc' } })
  const all = rows.map(({ id, slug, name, position }) => ({ id: id as Id<'stage'>, slug, name, position }))
  if (asked === undefined) return { all, chosen: all }
  const { id } = await requireStage(db, asked)
  return { all, chosen: all.filter((stage) => stage.id === id) }
}

/** What the filters but that of kinds let through. */
async function matching(
  db: Reader,
  ctx: Context,
  asked: Asked,
  stages: readonly StageName[],
): Promise<FoundExposure[]> {
  const found = await findExposures(db, ctx, { seen: grantsOf(ctx.actor, 'api.read'), stages, api: asked.api })
  const words = asked.q?.toLowerCase()
  return found
    .filter(({ owner }) => asked.team === undefined || owner?.id === asked.team)
    .filter(
      ({ operation, api }) =>
        words === undefined || [operation, api?.name, api?.slug].some((text) => text?.toLowerCase().includes(words)),
    )
    .sort(order)
}

const withoutName = ({ name: _name, ...row }: FoundExposure): ExposureRow => row

/** Operations that are open wider than they should be, and calls that nothing declares. */
export const listExposures = query({
  name: 'exposure.list',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, pool, input }): Promise<ExposureReport> => {
    const { all, chosen } = await stagesOf(db, input.stage)
    const found = await matching(db, ctx, input, chosen)
    const counted = Map.groupBy(found, ({ kind }) => kind)
    const countOf = (kind: ExposureKind) => counted.get(kind)?.length ?? 0
    const rows = input.kind === undefined ? found : (counted.get(input.kind) ?? [])
    const start = input.cursor === undefined ? 0 : placeAfter(rows, input.cursor)
    const page = rows.slice(start, start + input.limit)
    const last = page.at(-1)
    const choices = choicesOf(found)
    const { rule } = await readExposureRule(db)
    return {
      items: page.map(withoutName),
      next: last && start + page.length < rows.length ? encodeCursor(rank(last.kind), last.calls, last.name) : null,
      counts: {
        unauthenticated: countOf('unauthenticated'),
        unlimited: countOf('unlimited'),
        unvalidated: countOf('unvalidated'),
        undeclared: countOf('undeclared'),
        uncalled: countOf('uncalled'),
      },
      trend: await loadTrend(pool, ctx, {
        stageIds: chosen.map(({ id }) => id),
        api: input.api,
        team: input.team,
        seen: grantsOf(ctx.actor, 'api.read'),
      }),
      days: reportDays,
      at: ctx.now().toISOString(),
      filters: { stages: all.map(({ id, slug, name }) => ({ id, slug, name })), ...choices },
      forbid: rule.forbid,
    }
  },
})

/** Where a page goes on, also when rows before it have come or gone. */
function placeAfter(rows: readonly FoundExposure[], cursor: string): number {
  const [kind, calls, name = ''] = decodeCursor(cursor, 3)
  const last = { kind: exposureKinds[cursorNumber(kind, exposureKinds.length - 1)], calls: cursorNumber(calls), name }
  const at = rows.findIndex((row) => order(row, last as FoundExposure) > 0)
  return at < 0 ? rows.length : at
}

function choicesOf(found: readonly FoundExposure[]): Pick<ExposureReport['filters'], 'apis' | 'teams'> {
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
  const apis = new Map(found.flatMap(({ api }) => (api ? [[api.slug, { slug: api.slug, name: api.name }]] : [])))
  const teams = new Map(found.flatMap(({ owner }) => (owner ? [[owner.id, owner]] : [])))
  return { apis: [...apis.values()].sort(byName), teams: [...teams.values()].sort(byName) }
}

const head = [
  'kind',
  'stage',
  'api',
  'version',
  'state',
  'team',
  'operation',
  'what',
  'since',
  'calls in 30 days',
  'last call',
  'callers',
  'calls by unknown callers',
  'fix',
]

/** The whole report as CSV that no spreadsheet computes anything of. */
export const exportExposures = query({
  name: 'exposure.export',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: exportEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const { chosen } = await stagesOf(db, input.stage)
    const found = await matching(db, ctx, input, chosen)
    const rows = input.kind === undefined ? found : found.filter(({ kind }) => kind === input.kind)
    return {
      fileName: `exposure-${input.stage ?? 'all-stages'}-${ctx.now().toISOString().slice(0, 10)}.csv`,
      mediaType: 'text/csv; charset=utf-8',
      csv: `${csvRow(head)}${rows.map(toCsv).join('')}`,
      rows: rows.length,
    }
  },
})

function toCsv(row: FoundExposure): string {
  const { applications, more, unknownCalls } = row.callers
  return csvRow([
    row.kind,
    row.stage.name,
    row.api?.name ?? null,
    row.version?.name ?? null,
    row.version?.state ?? null,
    row.owner?.name ?? null,
    row.operation,
    row.sentence,
    row.since,
    row.calls,
    row.lastAt,
    [...applications.map(({ name }) => name), ...(more > 0 ? [`${more} more`] : [])].join('; '),
    row.kind === 'undeclared' ? unknownCalls : null,
    row.fix.sentence,
  ])
}
