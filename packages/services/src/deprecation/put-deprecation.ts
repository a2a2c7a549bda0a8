import { putDeprecation as endpoint } from '@gatehouse/contracts/endpoints/deprecations'
import type { Transaction } from '@gatehouse/db/client'
import { changeState, lockVersion } from '../apis/change-state.ts'
import { type FoundVersion, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { loadDeprecationView } from './deprecation-view.ts'
import { judgePlan, type Plan } from './judge-plan.ts'
import { type LoadedProgram, loadProgram } from './load-program.ts'
import { brownOutsColumn } from './program.ts'
import { activeCallers, withOwners } from './recipients.ts'
import { scheduleProgram } from './schedule-program.ts'
import { noticeData, sendNotices } from './send-notices.ts'

/**
 * Plans how a version ends, or changes the plan. Gateways keep to the dates by their own clock; the state that people see follows: at
 * once where the deprecation lies in the past, else by the job at its instant.
 */
export const putDeprecation = verb({
  name: 'deprecation.plan',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const version = await lockVersion(tx, input)
    const before = await loadProgram(tx, version.id)
    checkEtag(before?.etag ?? 1, ifMatch)
    const plan = await judgePlan(tx, ctx, version, before, input)
    const now = ctx.now()
    const { successor: _, ...columns } = plan
    const data = { ...columns, brownOuts: brownOutsColumn(plan.brownOuts), updatedAt: now }
    await tx.deprecation.upsert({
      where: { versionId: version.id },
      create: { ...data, versionId: version.id, actor: actorColumn(ctx), createdAt: now, etag: 2 },
      update: { ...data, etag: { increment: 1 } },
    })
    if (version.state === 'published' && plan.deprecatedAt <= now)
      await changeState(tx, change, version, 'deprecated', undefined, now)
    else if (version.state === 'retired') await changeState(tx, change, version, 'deprecated', input.reason, now)
    else change.snapshot('version', version.id, null)
    const after = await requireProgram(tx, version.id)
    if (before?.announcedAt && isNews(before, plan)) await tellOfChange(tx, ctx, version, after, input.reason)
    const current = await requireVersion(tx, input)
    await scheduleProgram(tx, after, current.state, now)
    return { view: await loadDeprecationView(tx, ctx, current), version, before, plan, reason: input.reason }
  },
  audit: ({ result: { version, before, plan, reason } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    ...(before ? { before: auditOf(before) } : {}),
    after: { ...auditOf(plan), reason: reason ?? null },
  }),
  answer: ({ view }) => view,
})

export function auditOf(plan: Omit<Plan, 'successor'>) {
  return {
    deprecatedAt: plan.deprecatedAt.toISOString(),
    sunsetAt: plan.sunsetAt?.toISOString() ?? null,
    successorId: plan.successorId,
    guideUrl: plan.guideUrl,
    brownOuts: brownOutsColumn(plan.brownOuts),
    reminderDays: [...plan.reminderDays],
  }
}

async function requireProgram(tx: Transaction, versionId: string): Promise<LoadedProgram> {
  const program = await loadProgram(tx, versionId)
  if (!program) throw new Error(`version ${versionId} lost its program inside a transaction`)
  return program
}

/** Whether owners who were told of the plan before must hear of the new one. How often they are reminded is no news. */
function isNews(before: LoadedProgram, plan: Plan): boolean {
  const told = ({ deprecatedAt, sunsetAt, successorId, guideUrl, brownOuts }: Omit<Plan, 'successor'>) =>
    JSON.stringify([deprecatedAt, sunsetAt, successorId, guideUrl, brownOutsColumn(brownOuts)])
  return told(before) !== told(plan)
}

async function tellOfChange(
  tx: Transaction,
  ctx: Context,
  version: FoundVersion,
  program: LoadedProgram,
  reason: string | undefined,
): Promise<void> {
  const active = await activeCallers(ctx, version.id)
  await sendNotices(tx, ctx, {
    versionId: version.id,
    occasion: `changed:${program.etag}`,
    applications: await withOwners(
      tx,
      active.map(({ applicationId }) => applicationId),
    ),
    data: { ...noticeData(ctx, version, program, 'changed'), ...(reason === undefined ? {} : { reason }) },
  })
}
