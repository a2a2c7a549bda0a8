import type { Actor } from '@gatehouse/contracts/actor'
import { type ApiItem, listApis as endpoint } from '@gatehouse/contracts/endpoints/apis'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { Prisma } from '@gatehouse/db/client'
import { countReceipts } from '../deployments/receipts.ts'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { flagsOf, teamsWithoutOwner } from './api-flags.ts'
import type { Db } from './find-version.ts'
import { loadVersionAlarms } from './version-alarms.ts'

const include = {
  team: { select: { id: true, name: true } },
  versions: {
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: {
      workingCopy: { select: { contentHash: true } },
      listings: { select: { portal: { select: { name: true } } } },
      stageValues: { select: { stageId: true, number: true } },
      deployments: {
        where: { endedAt: null },
        // Beside a canary the older one is what runs.
        orderBy: { startedAt: 'asc' },
        select: {
          id: true,
          stageId: true,
          startedAt: true,
          changeSeq: true,
          actor: true,
          revision: { select: { number: true, hash: true } },
          stageValues: { select: { number: true } },
        },
      },
      _count: { select: { operations: { where: { removedAt: null } } } },
    },
  },
} satisfies Prisma.ApiInclude
type Row = Prisma.ApiGetPayload<{ include: typeof include }>
type Version = Row['versions'][number]
type Stage = { id: string; name: string; position: number }

/** APIs by name, each version with what runs on which stage. Flags are judged before paging when they are filtered by. */
export const listApis = query({
  name: 'api.list',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const where: Prisma.ApiWhereInput = { AND: [visible(ctx.actor), ...filters(input)] }
    const all = await db.api.findMany({
      where,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      select: { id: true, name: true },
    })
    const stages = await db.stage.findMany({ orderBy: { position: 'asc' } })
    const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 2)
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after[1]) + 1
    const flagged = input.flag
    let items: ApiItem[]
    let matching: { id: string; name: string }[] = all
    if (flagged === undefined) {
      items = await loadItems(
        db,
        ctx,
        all.slice(start, start + input.limit).map(({ id }) => id),
        stages,
      )
    } else {
      const everything = await loadItems(
        db,
        ctx,
        all.map(({ id }) => id),
        stages,
      )
      matching = everything.filter(({ flags }) => flags.some(({ flag }) => flag === flagged))
      const from = after === undefined ? 0 : matching.findIndex(({ id }) => id === after[1]) + 1
      items = (matching as ApiItem[]).slice(from, from + input.limit)
    }
    const last = items.at(-1)
    const more = last !== undefined && matching.at(-1)?.id !== last.id
    const choices = await db.api.findMany({
      where: visible(ctx.actor),
      select: { tags: true, team: { select: { id: true, name: true } } },
    })
    return {
      items,
      next: more ? encodeCursor(last.name, last.id) : null,
      total: matching.length,
      stages: stages.map(toStageRef),
      filters: {
        teams: [...new Map(choices.map(({ team }) => [team.id, team])).values()].sort((a, b) =>
          a.name.localeCompare(b.name),
        ),
        tags: [...new Set(choices.flatMap(({ tags }) => tags))].sort(),
      },
    }
  },
})

function visible(actor: Actor): Prisma.ApiWhereInput {
  const scopes = grantsOf(actor, 'api.read')
  return scopes.all ? {} : { OR: [{ teamId: { in: scopes.teamIds } }, { id: { in: scopes.apiIds } }] }
}

function filters(input: {
  q?: string | undefined
  team?: string | undefined
  tag?: string | undefined
  audience?: string | undefined
  state?: string | undefined
}): Prisma.ApiWhereInput[] {
  const found: Prisma.ApiWhereInput[] = []
  if (input.q !== undefined && input.q.trim() !== '') {
    const contains = { contains: input.q.trim(), mode: 'insensitive' as const }
    found.push({ OR: [{ name: contains }, { slug: contains }, { summary: contains }] })
  }
  if (input.team !== undefined) found.push({ teamId: input.team })
  if (input.tag !== undefined) found.push({ tags: { has: input.tag } })
  if (input.audience !== undefined) found.push({ audience: input.audience })
  if (input.state !== undefined) found.push({ versions: { some: { state: input.state } } })
  return found
}

async function loadItems(db: Db, ctx: Context, ids: readonly string[], stages: readonly Stage[]): Promise<ApiItem[]> {
  const rows = await db.api.findMany({
    where: { id: { in: [...ids] } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    include,
  })
  const live = rows.flatMap(({ versions }) => versions.flatMap(({ deployments }) => deployments))
  const receipts = await countReceipts(
    db,
    live.map(({ changeSeq, stageId }) => ({ seq: changeSeq, stageId })),
  )
  const receiptOf = new Map(live.map((deployment, index) => [deployment.id, receipts[index]]))
  const nameOf = await actorNames(
    db,
    live.map(({ actor }) => actor),
  )
  const unowned = await teamsWithoutOwner(db, [...new Set(rows.map(({ teamId }) => teamId))])
  const alarmsOf = await loadVersionAlarms(
    db,
    ctx,
    rows.flatMap(({ versions }) => versions.map(({ id }) => id)),
  )
  return rows.map((row) => {
    const versions = row.versions.map((version) => {
      const cells = stages.map((stage, index): ApiItem['versions'][number]['stages'][number] => {
        const runs = running(version, stage.id)
        const before = stages[index - 1] && running(version, stages[index - 1]?.id ?? '')
        const receipt = runs && receiptOf.get(runs.id)
        return {
          stageId: stage.id,
          revision: runs?.revision.number ?? null,
          since: runs?.startedAt.toISOString() ?? null,
          by: runs ? nameOf(runs.actor).name : null,
          confirmed: receipt?.confirmed ?? 0,
          refused: receipt?.refused ?? 0,
          gateways: receipt?.total ?? 0,
          behind: before && runs ? Math.max(0, before.revision.number - runs.revision.number) : 0,
        }
      })
      return {
        id: version.id,
        name: version.name,
        basePath: version.basePath,
        state: version.state as LifecycleState,
        portals: version.listings.map(({ portal }) => portal.name),
        operations: version._count.operations,
        undeployedChanges: isUndeployed(version, stages),
        stages: cells,
      }
    })
    const cellsWith = (test: (cell: (typeof versions)[number]['stages'][number]) => boolean) =>
      versions.flatMap((version) =>
        version.stages.flatMap((cell, index) =>
          test(cell) ? [{ version, cell, stage: stages[index], before: stages[index - 1] }] : [],
        ),
      )
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      summary: row.summary,
      audience: row.audience as ApiItem['audience'],
      team: row.team,
      tags: row.tags,
      versions,
      flags: flagsOf({
        unowned: unowned.has(row.teamId),
        teamName: row.team.name,
        contactEmail: row.contactEmail,
        behind: cellsWith(({ behind }) => behind > 0).map(
          ({ version, cell, stage, before }) =>
            `${version.name}: ${stage?.name} is ${cell.behind} ${cell.behind === 1 ? 'revision' : 'revisions'} behind ${before?.name}.`,
        ),
        refused: cellsWith(({ refused }) => refused > 0).map(
          ({ version, stage }) => `${version.name} on ${stage?.name}`,
        ),
        undeployed: versions.filter(({ undeployedChanges }) => undeployedChanges).map(({ name }) => name),
        alarms: versions.map(({ id, name }) => ({ version: name, alarms: alarmsOf(id) })),
      }),
      createdAt: row.createdAt.toISOString(),
    }
  })
}

function running(version: Version, stageId: string) {
  return version.deployments.find((deployment) => deployment.stageId === stageId)
}

/** The working copy, or saved values of the first stage that runs it, differ from what runs there. */
function isUndeployed(version: Version, stages: readonly Stage[]): boolean {
  const first = stages.flatMap(({ id }) => running(version, id) ?? [])[0]
  if (!first) return false
  const saved = version.stageValues.filter(({ stageId }) => stageId === first.stageId).map(({ number }) => number)
  return first.revision.hash !== version.workingCopy?.contentHash || Math.max(0, ...saved) > first.stageValues.number
}
