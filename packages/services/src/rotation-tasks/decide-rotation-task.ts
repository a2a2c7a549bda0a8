import { inputOf } from '@gatehouse/contracts/endpoint'
import { decideRotationTask as endpoint } from '@gatehouse/contracts/endpoints/rotation-tasks'
import type { Transaction } from '@gatehouse/db/client'
import { inDays } from '../deprecation/program-text.ts'
import { holds, type Scope } from '../grammar/authorize.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import type { AccessCall } from '../people/access-call.ts'
import { stopCredentials } from '../people/rotation-tasks.ts'
import { type RotationTaskRow, rotationTaskInclude, toRotationTaskView } from './rotation-task-view.ts'

const weekMs = 7 * 86_400_000
const decisions = { keep: 'keep', rotate: 'rotated', stop: 'stopped' } as const

/**
 * Decides what becomes of a secret that somebody has seen. Keep: it stays; a management key becomes the decider's, so that it works
 * again. Rotate: it ends by itself when the task is due, and the team's owners are told to replace it. Stop: it is revoked now, at every
 * gateway.
 */
export const decideRotationTask = verb({
  name: 'rotation-task.decide',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: inputOf(endpoint),
  scope: (tx, input) => taskScope(tx, input.rotationTaskId),
  run: async ({ ctx, tx, input, change }) => {
    await tx.$queryRaw`SELECT id FROM rotation_task WHERE id = ${input.rotationTaskId} FOR UPDATE`
    const task = await readTask(tx, input.rotationTaskId)
    if (task.decidedAt) throw new DomainError('changed_meanwhile', 'Somebody has decided this already.')
    const call = { ctx, tx, change }
    if (task.credential) await decideCredential(call, task, input.decision)
    else await decideKey(call, task, input.decision)
    await tx.rotationTask.update({
      where: { id: task.id },
      data: { decision: decisions[input.decision], decidedAt: ctx.now(), decidedBy: actorColumn(ctx) },
    })
    const view = toRotationTaskView(await readTask(tx, task.id))
    if (!view) throw notFound()
    return view
  },
  audit: ({ input, result }) => ({
    target: { kind: result.secret.kind === 'management-key' ? 'managementKey' : 'credential', id: result.secret.id },
    teamId: result.team.id,
    after: { rotationTaskId: input.rotationTaskId, decision: input.decision, personId: result.person.id },
  }),
})

async function taskScope(tx: Transaction, id: string): Promise<Scope | null> {
  const row = await tx.rotationTask.findUnique({ where: { id }, include: rotationTaskInclude })
  const teamId = row?.credential?.application.teamId ?? row?.managementKey?.serviceAccount.teamId
  return teamId === undefined ? null : { teamId }
}

async function readTask(tx: Transaction, id: string): Promise<RotationTaskRow> {
  const row = await tx.rotationTask.findUnique({ where: { id }, include: rotationTaskInclude })
  if (row === null) throw notFound()
  return row
}

async function decideCredential(
  call: AccessCall,
  { credential, dueAt }: RotationTaskRow,
  decision: keyof typeof decisions,
): Promise<void> {
  if (!credential || decision === 'keep') return
  const { ctx, tx, change } = call
  const { id, kind, stageId, expiresAt } = credential
  if (decision === 'stop') return stopCredentials(call, [{ credentialId: id, kind, stageId }])
  const now = ctx.now()
  const end = dueAt > now ? dueAt : now
  if (expiresAt === null || expiresAt > end) {
    await tx.credential.update({ where: { id }, data: { expiresAt: end, etag: { increment: 1 } } })
    change.access('credential', id, { stageId })
  }
  const owners = await tx.teamMember.findMany({
    where: {
      teamId: credential.application.team.id,
      role: { in: ['owner', 'admin'] },
      person: { deactivatedAt: null, erasedAt: null, email: { not: null } },
    },
    select: { personId: true },
    take: 50,
  })
  for (const { personId } of owners)
    await addMailJob(tx, {
      personId,
      template: 'credential-ends',
      data: {
        kind: kind === 'client' ? 'client' : 'key',
        name: credential.name,
        shown: `${credential.start}…${credential.last4}`,
        application: credential.application.name,
        stage: credential.stage.publicName ?? credential.stage.name,
        when: inDays(end, now),
        at: `${end.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
        inUse: credential.lastUsedAt !== null && now.getTime() - credential.lastUsedAt.getTime() < weekMs,
        applicationUrl: `${ctx.installation.portalUrl}/applications/${credential.application.id}`,
      },
    })
}

async function decideKey(
  { ctx, tx }: AccessCall,
  { managementKey, dueAt }: RotationTaskRow,
  decision: keyof typeof decisions,
): Promise<void> {
  if (!managementKey) return
  const { id } = managementKey
  assertManages(ctx, managementKey.serviceAccount.team.id)
  if (decision === 'stop') {
    await tx.managementKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: ctx.now() } })
    return
  }
  // Whoever lets it go on answers for it from now on.
  const createdBy = actorColumn(ctx).id
  const ends = decision === 'rotate' && (managementKey.expiresAt === null || managementKey.expiresAt > dueAt)
  await tx.managementKey.update({ where: { id }, data: { createdBy, ...(ends ? { expiresAt: dueAt } : {}) } })
}

function assertManages({ actor }: Context, teamId: string): void {
  if (actor.kind === 'system') return
  const grants = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  if (!holds(grants, 'service-account.manage', { teamId }))
    throw new DomainError('forbidden', 'This needs the permission service-account.manage in the team.')
}
