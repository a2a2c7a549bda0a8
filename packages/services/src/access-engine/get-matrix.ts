import type { AccessVerdict } from '@gatehouse/contracts/access-diff'
import {
  type AccessMatrix,
  getAccessMatrix as endpoint,
  type matrixFilter,
} from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import { productOf } from '@gatehouse/policies/access/terms'
import { productIncludes } from '@gatehouse/policies/matrix/reach'
import type { PlannedOperation } from '@gatehouse/policies/snapshot/runtime'
import type { z } from 'zod'
import { requireStage } from '../apis/find-version.ts'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { loadAccessRows } from '../publishing/access-rows.ts'
import { type AccessNames, loadAccessNames } from './access-words.ts'
import { type CallerChoice, countCallers } from './load-callers.ts'
import { type Cells, encodeRuns, judgeCells } from './matrix-cells.ts'
import { type Column, columnsOf, definitionOf, filterColumns, isAbout } from './matrix-columns.ts'
import { seenBy } from './seen.ts'
import { judgeOf, loadStageRuntime, type StageRuntime } from './stage-runtime.ts'

type Filter = z.output<typeof matrixFilter>

/** Applications by operations of a stage, each cell judged by the gateway's own decision. */
export const getAccessMatrix = query({
  name: 'access.matrix',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, input }): Promise<AccessMatrix> => {
    const matrix = await prepareMatrix(ctx, input)
    const { stage, columns, choice, names } = matrix
    const shown = columns.slice(0, input.operations)
    const runtime = await loadStageRuntime(ctx.db, stage.id, { ...choice, limit: input.applications }, ctx.now())
    const all = await cellsOf(ctx, runtime, shown, names)
    const { callers, columns: left, cells } = withVerdict(runtime.callers, shown, all, input.verdict)
    const versions = [...new Map(left.map(({ planned, api }) => [planned.version.id, { planned, api }])).values()]
    const placeOf = new Map(versions.map(({ planned }, at) => [planned.version.id, at]))
    return {
      stage: { id: stage.id as Id<'stage'>, slug: stage.slug, name: stage.name, exposure: stage.exposure },
      snapshot: runtime.snapshot?.hash ?? null,
      at: ctx.now().toISOString(),
      versions: versions.map(({ planned: { version }, api }) => ({
        id: version.id as Id<'version'>,
        name: version.name,
        api: { id: api.id as Id<'api'>, slug: api.slug, name: api.name },
      })),
      operations: left.map((column) => {
        const { method, path } = definitionOf(column)
        const anonymous = column.revisions.some((operation) => operation.anonymous)
        const version = placeOf.get(column.planned.version.id) ?? 0
        return { id: column.id as Id<'operation'>, method, path, version, anonymous }
      }),
      applications: callers.map(({ id, name, team }) => ({ id, name, team })),
      reasons: [...cells.reasons],
      cells: encodeRuns(cells.values),
      counts: countVerdicts(cells),
      more: {
        applications: Math.max(0, (await countCallers(ctx.db.pool, choice)) - runtime.callers.length),
        operations: columns.length - shown.length,
      },
      filters: await choicesOf(ctx, matrix),
    }
  },
})

export type PreparedMatrix = {
  stage: Awaited<ReturnType<typeof requireStage>>
  /** Of the stage, as far as the reader sees them; and those of them that the filter leaves. */
  all: readonly Column[]
  columns: readonly Column[]
  choice: Omit<CallerChoice, 'limit'>
  names: AccessNames
}

/** Which operations and applications a filter is about. */
export async function prepareMatrix(ctx: Context, filter: Filter): Promise<PreparedMatrix> {
  const db = ctx.db.prisma
  const stage =
    filter.stage === undefined
      ? await db.stage.findFirst({ orderBy: { position: 'desc' } })
      : await requireStage(db, filter.stage)
  if (stage === null) throw notFound()
  const [seen, names, { snapshot }] = await Promise.all([
    seenBy(ctx),
    loadAccessNames(db),
    loadStageRuntime(ctx.db, stage.id, { applicationIds: [], limit: 1 }, ctx.now()),
  ])
  const all = snapshot === null ? [] : columnsOf(snapshot, seen.apis)
  const product =
    filter.product === undefined || snapshot === null ? null : await includesOf(ctx, stage.id, filter.product, snapshot)
  const columns = filterColumns(all, filter, product)
  const choice = {
    ...(filter.application === undefined ? {} : { applicationIds: [filter.application] }),
    teamId: filter.team,
    productId: filter.product,
    seen: seen.callers,
  }
  const { q } = filter
  if (q === undefined || q === '') return { stage, all, columns, choice, names }
  // A text is looked for on both sides; the side that does not have it stays whole, as long as the other one has.
  const about = columns.filter((column) => isAbout(column, q))
  const named = await countCallers(ctx.db.pool, { ...choice, q })
  return {
    stage,
    all,
    columns: about.length > 0 || named === 0 ? about : columns,
    choice: named > 0 || about.length === 0 ? { ...choice, q } : choice,
    names,
  }
}

async function includesOf(
  ctx: Context,
  stageId: string,
  productId: string,
  snapshot: NonNullable<StageRuntime['snapshot']>,
): Promise<(operation: PlannedOperation) => boolean> {
  const name = { kind: 'product', id: productId, seq: 1, stageId: null, deleted: false }
  const [source] = await loadAccessRows(ctx.db.pool, [name])
  const row = source?.row?.(stageId)
  if (row?.kind !== 'product') throw notFound()
  return productIncludes(productOf(row), snapshot)
}

/** Judges the cells of loaded applications. */
export async function cellsOf(
  ctx: Context,
  runtime: StageRuntime,
  columns: readonly Column[],
  names: AccessNames,
): Promise<Cells> {
  const judge = judgeOf(runtime, ctx.now().getTime())
  if (judge === null) return { reasons: [], values: new Uint16Array(0) }
  return judgeCells(judge, runtime.callers, columns, names)
}

/** Rows and columns in which a verdict stands; all of them, where none is asked for. */
function withVerdict(
  callers: StageRuntime['callers'],
  columns: readonly Column[],
  cells: Cells,
  verdict: AccessVerdict | undefined,
): { callers: StageRuntime['callers']; columns: readonly Column[]; cells: Cells } {
  if (verdict === undefined) return { callers, columns, cells }
  const wanted = cells.reasons.map((reason) => reason.verdict === verdict)
  const width = columns.length
  const is = (row: number, column: number) => wanted[cells.values[row * width + column] ?? 0] === true
  const rows = [...callers.keys()].filter((row) => columns.some((_, column) => is(row, column)))
  const places = [...columns.keys()].filter((column) => rows.some((row) => is(row, column)))
  const values = new Uint16Array(rows.length * places.length)
  for (const [at, row] of rows.entries())
    for (const [to, column] of places.entries())
      values[at * places.length + to] = cells.values[row * width + column] ?? 0
  return {
    callers: rows.flatMap((row) => callers[row] ?? []),
    columns: places.flatMap((place) => columns[place] ?? []),
    cells: { reasons: cells.reasons, values },
  }
}

function countVerdicts({ reasons, values }: Cells): AccessMatrix['counts'] {
  const counts = { allow: 0, deny: 0, depends: 0 }
  for (const value of values) {
    const verdict = reasons[value]?.verdict
    if (verdict !== undefined) counts[verdict] += 1
  }
  return counts
}

async function choicesOf(ctx: Context, { all, choice }: PreparedMatrix): Promise<AccessMatrix['filters']> {
  const db = ctx.db.prisma
  const products = grantsOf(ctx.actor, 'product.read')
  const { seen } = choice
  const [stages, teams, offered] = await Promise.all([
    db.stage.findMany({ orderBy: { position: 'asc' }, select: { id: true, slug: true, name: true } }),
    db.team.findMany({
      where: {
        applications: { some: { deletedAt: null } },
        ...(seen === undefined || seen.all ? {} : { id: { in: [...seen.teamIds] } }),
      },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
      take: 500,
    }),
    db.product.findMany({
      where: products.all ? {} : { teamId: { in: products.teamIds } },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
      take: 500,
    }),
  ])
  return {
    stages: stages.map((one) => ({ ...one, id: one.id as Id<'stage'> })),
    teams: teams.map((one) => ({ ...one, id: one.id as Id<'team'> })),
    products: offered.map((one) => ({ ...one, id: one.id as Id<'product'> })),
    apis: [...new Map(all.map(({ api }) => [api.slug, { slug: api.slug, name: api.name }])).values()],
    tags: [...new Set(all.flatMap((column) => definitionOf(column).tags))].sort(),
  }
}
