import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { Context } from '../grammar/context.ts'
import { loadBoundState, whatMoved } from './bound-state.ts'
import { readFindings } from './findings.ts'
import { moveLatest } from './move-promotion.ts'
import { preparedStates } from './promotion-states.ts'

const include = {
  version: { include: { api: { include: { team: { select: { id: true, name: true } } } } } },
  stage: true,
} satisfies Prisma.PromotionInclude

/**
 * Looks at promotions that have put nothing on their stage yet, after something has been changed in this very transaction: where what was
 * judged has moved they are stale from this instant on. What cannot be found out here (a rule of the organization was changed) a job
 * finds out right after; and each is looked at again when it runs.
 */
export async function staleMoved(
  tx: Transaction,
  ctx: Context,
  which: { versionId?: string; stageId?: string; except?: string | undefined },
): Promise<AuditEntry[]> {
  const rows = await tx.promotion.findMany({
    where: {
      state: { in: [...preparedStates] },
      ...(which.versionId === undefined ? {} : { versionId: which.versionId }),
      ...(which.stageId === undefined ? {} : { OR: [{ stageId: which.stageId }, { fromStageId: which.stageId }] }),
      ...(which.except === undefined ? {} : { id: { not: which.except } }),
    },
    include,
    orderBy: { id: 'asc' },
  })
  const entries: AuditEntry[] = []
  for (const row of rows) {
    const { bound, blockers } = readFindings(row.findings)
    const now = await loadBoundState(tx, row.version, row.stage, bound.revision)
    const reason = whatMoved(bound, now, row.stage, `${row.version.api.name} ${row.version.name}`)
    if (reason === null) continue
    // What was missing is being filled in: its own next look takes it up, and nobody can have agreed to it before.
    if (blockers.length > 0 && onlyValuesMoved(bound, now)) continue
    if (await moveLatest(tx, ctx, row, 'stale', { reason })) entries.push(entryOf(row, 'stale', reason))
  }
  return entries
}

type Bound = ReturnType<typeof readFindings>['bound']

/** Whether nothing but the target's values and secrets differs. */
export function onlyValuesMoved(before: Bound, now: Bound): boolean {
  const { values, secrets } = now
  return whatMoved({ ...before, values, secrets }, now, { name: '' }, '') === null
}

/** What deployments ended with this act means for the promotions that had made them. */
export async function endOnStage(
  tx: Transaction,
  ctx: Context,
  deploymentIds: readonly string[],
  by: { act: 'deploy' | 'promote' | 'rollback' | 'take-off'; number: number; stage: string; note: string | null },
): Promise<AuditEntry[]> {
  const rows = await tx.promotion.findMany({
    where: { deploymentId: { in: [...deploymentIds] }, state: { in: ['running', 'watching', 'done'] } },
    include: { ...include, deployment: { select: { canary: true } } },
  })
  const entries: AuditEntry[] = []
  for (const row of rows) {
    const takenBack = by.act === 'rollback' || by.act === 'take-off'
    const taken = takenBack || row.state === 'running'
    if (!taken && row.state === 'done') continue
    const because = by.note === null ? '' : `: ${by.note}`
    const reason =
      by.act === 'rollback'
        ? `${by.stage} was rolled back to r${by.number}${because}`
        : by.act === 'take-off'
          ? `r${by.number} was taken off ${by.stage}${because}`
          : `r${by.number} took its place on ${by.stage}`
    const move = taken ? 'roll-back' : 'complete'
    if (await moveLatest(tx, ctx, row, move, { reason })) entries.push(entryOf(row, move, reason))
  }
  return entries
}

function entryOf(
  row: Prisma.PromotionGetPayload<{ include: typeof include }>,
  move: string,
  reason: string,
): AuditEntry {
  return {
    target: { kind: 'promotion', id: row.id },
    apiId: row.version.apiId,
    teamId: row.version.api.teamId,
    before: { state: row.state },
    after: { move, reason },
  }
}
