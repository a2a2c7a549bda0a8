import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { createPromotion as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { newId } from '@gatehouse/contracts/ids'
import { type CanaryRule, canaryRule, checkKey } from '@gatehouse/contracts/stage-rules'
import { Prisma, type Transaction } from '@gatehouse/db/client'
import { requireStage, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { refuseEarly } from '../contracts/before-transaction.ts'
import { findPlacement } from '../deployments/find-placement.ts'
import type { Placement } from '../deployments/plan-placement.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { parseInput, type VerbCall, type VerbRun, verb } from '../grammar/verb.ts'
import { advancePromotion } from './advance-promotion.ts'
import { boundHashOf, loadBoundState, whatMoved } from './bound-state.ts'
import { findKind } from './check-kinds.ts'
import type { StoredFindings } from './findings.ts'
import { judgePromotion } from './judge-promotion.ts'
import { findPromotion, type LoadedPromotion, versionTitle } from './load-promotion.ts'
import { movePromotion } from './move-promotion.ts'
import { onlyValuesMoved } from './moved-by-others.ts'
import { openStates } from './promotion-states.ts'
import { loadPromotionView } from './promotion-view.ts'
import { wakePromotion } from './wake-promotion.ts'

const createInput = endpoint.params.extend(endpoint.body.shape)
type Input = ReturnType<typeof createInput.parse>

/** What was judged has changed before it could be saved. */
class Moved extends Error {}

const attempts = 3

/** Prepares a promotion; with `mode: run` it goes on as far as checks, approvals and time allow, in this very call where they are quick. */
export const createPromotion = Object.assign(
  async (
    call: { ctx: Context; input: EndpointInput<typeof endpoint> } & VerbCall,
  ): Promise<EndpointOutput<typeof endpoint>> => {
    const { ctx } = call
    const input = parseInput(createInput, call.input)
    await refuseEarly(ctx, { permission: 'api.promote' }, 'api.read', (db) => versionPathScope(db, input))
    for (let attempt = 1; ; attempt += 1) {
      const db = ctx.db.prisma
      const placement = await placeFor(db, input)
      const findings = await judgePromotion(ctx, placement, placement.revision)
      try {
        const { id } = await saver(placement, findings)({ ...call, input })
        await advancePromotion(ctx, id, { slow: false })
        return await loadPromotionView(ctx, id)
      } catch (error) {
        if (!(error instanceof Moved) || attempt === attempts) throw error
      }
    }
  },
  {
    verb: 'promotion.create',
    mutates: true as const,
    input: createInput,
    allowed: { permission: 'api.promote' as const },
  },
)

type PromotePlacement = Placement & { revision: { id: string; number: number }; fromStage: { id: string } }

async function placeFor(db: Parameters<typeof findPlacement>[0], input: Input): Promise<PromotePlacement> {
  const version = await requireVersion(db, input)
  if (version.state === 'retired')
    throw new DomainError('not_possible', `${version.api.name} ${version.name} is retired: no stage takes it.`)
  const placement = await findPlacement(db, 'promote', version, await requireStage(db, input.stage), {
    revision: input.revision,
  })
  const { revision, fromStage } = placement
  if (!revision || !fromStage) throw new Error('a promotion has a revision and a stage that it comes from')
  return { ...placement, revision, fromStage }
}

/** The verb for what was judged. */
function saver(judged: PromotePlacement, findings: StoredFindings) {
  return verb({
    name: 'promotion.create',
    allowed: { permission: 'api.promote' },
    read: 'api.read',
    input: createInput,
    scope: versionPathScope,
    run: async ({ ctx, tx, input }) => {
      const { id: versionId } = await requireVersion(tx, input)
      // One open promotion per version and stage: two that are asked for at once wait for each other here.
      await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${versionId} FOR NO KEY UPDATE`
      const placement = await placeFor(tx, input)
      const { version, stage, revision } = placement
      const bound = await loadBoundState(tx, version, stage, { ...revision, hash: placement.hash })
      if (whatMoved(findings.bound, bound, stage, '') !== null || judged.stage.etag !== stage.etag) throw new Moved()
      const same = await findSame(tx, { ctx, tx }, placement, input)
      const rest = { placement, created: false }
      if (same !== null) return { ...rest, id: same.id, state: same.state }
      const id = await insert(tx, ctx, placement, findings, input)
      return { ...rest, id, created: true, state: placement.same ? 'done' : 'checking' }
    },
    audit: ({ input, result: { placement, id, created, state } }) => ({
      target: { kind: 'promotion', id },
      apiId: placement.version.apiId,
      teamId: placement.version.api.teamId,
      after: {
        created,
        state,
        versionId: placement.version.id,
        stageId: placement.stage.id,
        revision: placement.revision.number,
        hash: placement.hash,
        mode: input.mode,
        ...(input.emergency ? { emergency: input.emergency.reason } : {}),
      },
    }),
    answer: ({ id }) => ({ id }),
  })
}

/**
 * The promotion that does just what is asked for: the open one, or the last where that runs there already. An open one to another end
 * makes room.
 */
async function findSame(
  tx: Transaction,
  { ctx }: Pick<VerbRun<unknown>, 'ctx' | 'tx'>,
  placement: PromotePlacement,
  input: Input,
): Promise<{ id: string; state: string } | null> {
  const { version, stage, revision } = placement
  const where = { versionId: version.id, stageId: stage.id }
  const openRow = await tx.promotion.findFirst({ where: { ...where, state: { in: [...openStates] } } })
  const open = openRow && (await findPromotion(tx, openRow.id))
  if (open) {
    const sameRevision = open.revisionId === revision.id
    if (open.state === 'running') {
      if (sameRevision) return open
      throw new DomainError(
        'promotion_move',
        `r${open.revision.number} runs on ${stage.name} as a canary. What is possible now: wait until it has shown itself, or roll it back; then r${revision.number} can follow.`,
      )
    }
    if (open.state === 'watching') {
      if (sameRevision && placement.same) return open
      await movePromotion(tx, ctx, open, 'complete', { reason: `r${revision.number} is on its way to ${stage.name}` })
      return null
    }
    const moved = await whatEnds(tx, open, placement, input)
    if (moved === null) {
      if (input.mode === 'run' && open.mode !== 'run')
        await tx.promotion.update({ where: { id: open.id }, data: { mode: 'run', etag: { increment: 1 } } })
      return open
    }
    await movePromotion(tx, ctx, open, 'stale', { reason: moved })
  }
  if (!placement.same) return null
  return await tx.promotion.findFirst({
    where: { ...where, revisionId: revision.id, state: 'done' },
    orderBy: { createdAt: 'desc' },
    select: { id: true, state: true },
  })
}

/** Why an open promotion is not what is asked for now; null: it is. */
async function whatEnds(
  tx: Transaction,
  open: LoadedPromotion,
  placement: PromotePlacement,
  input: Input,
): Promise<string | null> {
  const { version, stage, revision, hash } = placement
  const bound = await loadBoundState(tx, version, stage, { ...revision, hash })
  if (open.revisionId !== revision.id) return `r${revision.number} was promoted to ${stage.name} instead.`
  const moved = whatMoved(open.findings.bound, bound, stage, versionTitle(open))
  // What was missing is being filled in: it is judged anew.
  if (moved !== null && !(open.findings.blockers.length > 0 && onlyValuesMoved(open.findings.bound, bound)))
    return moved
  const asked = termsOf(placement, input)
  const differs =
    (input.canary !== undefined && JSON.stringify(asked.canary) !== JSON.stringify(open.canary)) ||
    (input.plannedFor !== undefined && asked.plannedFor?.getTime() !== open.plannedFor?.getTime()) ||
    (input.emergency !== undefined && input.emergency.reason !== open.emergency?.reason)
  return differs ? `r${revision.number} was promoted to ${stage.name} on other terms.` : null
}

function termsOf(
  { stage, running }: PromotePlacement,
  input: Input,
): { canary: CanaryRule | null; plannedFor: Date | null } {
  const rule = input.canary === undefined ? canaryRule.nullable().parse(stage.canary) : input.canary
  return {
    // With nothing beside it a canary would have all callers anyway.
    canary: running === null ? null : rule,
    plannedFor: input.plannedFor === undefined ? null : new Date(input.plannedFor),
  }
}

async function insert(
  tx: Transaction,
  ctx: Context,
  placement: PromotePlacement,
  findings: StoredFindings,
  input: Input,
): Promise<string> {
  const { version, stage, fromStage, revision } = placement
  const id = newId('promotion')
  const now = ctx.now()
  const checks = placement.same ? [] : findings.bound.gate
  const { canary, plannedFor } = termsOf(placement, input)
  await tx.promotion.create({
    data: {
      id,
      versionId: version.id,
      stageId: stage.id,
      fromStageId: fromStage.id,
      revisionId: revision.id,
      stageValuesId: placement.values?.id ?? null,
      runningId: placement.running?.id ?? null,
      boundHash: boundHashOf(findings.bound, []),
      ...(placement.same
        ? {
            state: 'done',
            endedAt: now,
            stateReason: `${stage.name} already runs r${revision.number} with these values; nothing was changed.`,
          }
        : { state: 'checking' }),
      stateSince: now,
      mode: input.mode,
      origin: { ...actorColumn(ctx), ...(input.ci ? { ci: input.ci } : {}) },
      note: input.note ?? null,
      canary: canary ?? Prisma.DbNull,
      plannedFor,
      emergency: input.emergency ?? Prisma.DbNull,
      findings,
      createdAt: now,
    },
  })
  await tx.promotionCheck.createMany({
    data: checks.map((check, position) => ({
      id: newId('promotionCheck'),
      promotionId: id,
      position,
      check: checkKey(check),
      required: check.required,
      options: check,
      state: 'waiting',
    })),
  })
  if (placement.same) return id
  // What is quick is done in the call that asks; the job takes what is slow, and all of it if this process ends here.
  const slow = checks.some(({ check }) => findKind(check)?.slow)
  await wakePromotion(tx, id, slow ? now : new Date(now.getTime() + 10_000))
  return id
}
