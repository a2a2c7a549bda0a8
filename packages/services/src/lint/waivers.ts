import {
  createLintWaiver as createEndpoint,
  endLintWaiver as endEndpoint,
  type LintWaiverView,
  listLintWaivers as listEndpoint,
} from '@gatehouse/contracts/endpoints/lint'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { LintRuleset } from '@gatehouse/contracts/lint'
import type { Prisma } from '@gatehouse/db/client'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { type ActorView, actorNames } from '../people/actor-names.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { isRule, loadRuleset, ruleTitle } from './load-ruleset.ts'

/** A year and a day, so that the same day next year can be chosen in any time zone. */
const longest = 366 * 86_400_000
const mostActive = 500

type Row = Prisma.LintWaiverGetPayload<object>

function toView(row: Row, ruleset: LintRuleset, nameOf: (column: unknown) => ActorView, now: Date): LintWaiverView {
  return {
    id: row.id as Id<'lintWaiver'>,
    rule: row.rule,
    title: ruleTitle(ruleset, row.rule),
    place: row.pointer,
    reason: row.reason,
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    by: nameOf(row.actor),
    state: row.endedAt ? 'ended' : row.expiresAt > now ? 'active' : 'expired',
  }
}

export const listLintWaivers = query({
  name: 'lint.waivers',
  allowed: { permission: 'api.read' },
  input: listEndpoint.params.extend(listEndpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const version = await requireVersion(db, input)
    const now = ctx.now()
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const active = { endedAt: null, expiresAt: { gt: now } }
    const rows = await db.lintWaiver.findMany({
      where: {
        versionId: version.id,
        ...(before === undefined ? {} : { id: { lt: before } }),
        ...(input.active === undefined ? {} : input.active === 'true' ? active : { NOT: active }),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const { ruleset } = await loadRuleset(db)
    const nameOf = await actorNames(
      db,
      rows.map(({ actor }) => actor),
    )
    return toPage(
      rows,
      input.limit,
      (row) => toView(row, ruleset, nameOf, now),
      (row) => encodeCursor(row.id),
    )
  },
})

/** Allows a finding for a time. The reason is shown wherever the finding would be. */
export const createLintWaiver = verb({
  name: 'lint.waive',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: createEndpoint.params.extend(createEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input }) => {
    const version = await requireVersion(tx, input)
    const { ruleset } = await loadRuleset(tx)
    const now = ctx.now()
    const expiresAt = new Date(input.expiresAt)
    if (!isRule(ruleset, input.rule)) throw new DomainError('invalid_input', `There is no lint rule “${input.rule}”.`)
    if (expiresAt <= now) throw new DomainError('invalid_input', 'A waiver must expire in the future.')
    if (expiresAt.getTime() > now.getTime() + longest)
      throw new DomainError('invalid_input', 'A waiver holds for at most a year.')
    const active = await tx.lintWaiver.count({
      where: { versionId: version.id, endedAt: null, expiresAt: { gt: now } },
    })
    if (active >= mostActive)
      throw new DomainError(
        'not_possible',
        `The version has ${mostActive} waivers. Waive a rule everywhere, or switch it off.`,
      )
    const row = await tx.lintWaiver.create({
      data: {
        id: newId('lintWaiver', now.getTime()),
        versionId: version.id,
        rule: input.rule,
        pointer: input.place ?? null,
        reason: input.reason,
        expiresAt,
        actor: actorColumn(ctx),
        createdAt: now,
      },
    })
    await wakePromotions(tx, { versionId: version.id, checks: { some: { check: 'lint' } } }, now)
    return { view: toView(row, ruleset, await actorNames(tx, [row.actor]), now), version }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: {
      waiver: result.view.id,
      rule: input.rule,
      place: input.place ?? null,
      reason: input.reason,
      expiresAt: input.expiresAt,
    },
  }),
  answer: ({ view }) => view,
})

/** Ends a waiver before its time; the findings count again at once. */
export const endLintWaiver = verb({
  name: 'lint.end-waiver',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endEndpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input }) => {
    const version = await requireVersion(tx, input)
    const row = await tx.lintWaiver.findFirst({ where: { id: input.waiver, versionId: version.id } })
    if (!row) throw notFound()
    await tx.lintWaiver.updateMany({ where: { id: row.id, endedAt: null }, data: { endedAt: ctx.now() } })
    await wakePromotions(tx, { versionId: version.id, checks: { some: { check: 'lint' } } }, ctx.now())
    return { row, version }
  },
  audit: ({ result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: { waiver: result.row.id, rule: result.row.rule, place: result.row.pointer },
  }),
  answer: () => ({}),
})
