import type { Prisma, Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { inDays } from '../deprecation/program-text.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { stopCredentials } from '../people/rotation-tasks.ts'
import { rotationTaskInclude, wentOff } from './rotation-task-view.ts'

const dayMs = 86_400_000
const include = {
  ...rotationTaskInclude,
  credential: { include: { ...rotationTaskInclude.credential.include, rotatedTo: true } },
} satisfies Prisma.RotationTaskInclude
type Task = Prisma.RotationTaskGetPayload<{ include: typeof include }>

/** The team is told so long before, each time once. */
const [early, late] = [3 * dayMs, dayMs]
const most = 200

/**
 * What nobody has decided about until its date stops: the secret is revoked at every gateway, as the organization's setting says. The
 * team is told three days and one day before, and when it has stopped. Run each minute; safe to run N times.
 */
export const stopDueSecrets = verb({
  name: 'rotation-task.due',
  allowed: { systemOnly: true },
  input: z.strictObject({}),
  run: async ({ ctx, tx, change }) => {
    const now = ctx.now()
    const tasks = await lockTasks(tx, now)
    const due = tasks.filter(({ dueAt }) => dueAt <= now)
    const good = due.filter((task) => isGood(task, now))
    const credentials = good.flatMap(({ credential }) =>
      credential ? [{ credentialId: credential.id, kind: credential.kind, stageId: credential.stageId }] : [],
    )
    await stopCredentials({ ctx, tx, change }, credentials)
    const keys = good.flatMap(({ managementKeyId }) => managementKeyId ?? [])
    await tx.managementKey.updateMany({ where: { id: { in: keys }, revokedAt: null }, data: { revokedAt: now } })
    const decided = { decidedAt: now, decidedBy: actorColumn(ctx) }
    for (const task of due)
      await tx.rotationTask.update({ where: { id: task.id }, data: { ...decided, decision: outcome(task, now) } })
    for (const task of tasks) {
      if (task.dueAt > now) await tx.rotationTask.update({ where: { id: task.id }, data: { remindedAt: now } })
      // Of one that was replaced meanwhile nobody needs to hear before.
      if (isGood(task, now) && (task.dueAt <= now || !task.credential?.rotatedTo)) await mail(tx, ctx, task)
    }
    return { stopped: good }
  },
  audit: ({ result: { stopped } }) =>
    stopped.map((task) => ({
      target: task.managementKeyId
        ? { kind: 'managementKey', id: task.managementKeyId }
        : { kind: 'credential', id: task.credentialId ?? '' },
      ...(teamOf(task) ? { teamId: teamOf(task)?.id ?? '' } : {}),
      after: { rotationTaskId: task.id, decision: 'stopped', personId: task.personId },
    })),
  answer: ({ stopped }) => ({ stopped: stopped.length }),
})

/** Undecided ones that are due, or whose team must hear of it. Without a date of their own: they were raised where nothing shall stop by itself. */
async function lockTasks(tx: Transaction, now: Date) {
  const [near, last] = [new Date(now.getTime() + early), new Date(now.getTime() + late)]
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM rotation_task
    WHERE decided_at IS NULL AND due_at > created_at AND due_at <= ${near}
      AND (due_at <= ${now} OR reminded_at IS NULL
        OR (due_at <= ${last} AND reminded_at < due_at - make_interval(secs => ${late / 1000})))
    ORDER BY due_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED`
  return tx.rotationTask.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    include,
  })
}

/** Gateways, or the management API, would take it now, or again once its maker is back. */
function isGood({ credential, managementKey }: Task, now: Date): boolean {
  const secret = credential ?? managementKey
  if (!secret || secret.revokedAt !== null) return false
  const ends = credential?.overlapUntil ?? null
  return (secret.expiresAt === null || secret.expiresAt > now) && (ends === null || ends > now)
}

function outcome(task: Task, now: Date): 'stopped' | 'rotated' {
  const revoked = (task.credential ?? task.managementKey)?.revokedAt
  return isGood(task, now) || revoked !== null ? 'stopped' : 'rotated'
}

const teamOf = ({ credential, managementKey }: Task) =>
  credential?.application.team ?? managementKey?.serviceAccount.team

async function mail(tx: Transaction, ctx: Context, task: Task): Promise<void> {
  const { credential, managementKey, person, dueAt, reason } = task
  const team = teamOf(task)
  if (team === undefined) return
  const now = ctx.now()
  const { portalUrl, adminUrl } = ctx.installation
  const about = credential
    ? {
        kind: credential.kind === 'client' ? ('client' as const) : ('key' as const),
        name: credential.name,
        shown: credential.last4 === '' ? 'moved in by its hash' : `${credential.start}…${credential.last4}`,
        owner: credential.application.name,
        stage: credential.stage.publicName ?? credential.stage.name,
        url: `${portalUrl}/applications/${credential.application.id}`,
      }
    : {
        kind: 'management-key' as const,
        name: managementKey?.name ?? '',
        shown: `${managementKey?.start ?? ''}…`,
        owner: managementKey?.serviceAccount.name ?? '',
        url: `${adminUrl}/access/service-accounts/${managementKey?.serviceAccount.id ?? ''}`,
      }
  const owners = await tx.teamMember.findMany({
    where: {
      teamId: team.id,
      role: { in: ['owner', 'admin'] },
      person: { deactivatedAt: null, erasedAt: null, email: { not: null } },
    },
    select: { personId: true },
    take: 50,
  })
  const name = person.erasedAt ? 'An erased person' : person.name
  for (const { personId } of owners)
    await addMailJob(tx, {
      personId,
      template: 'secret-stops',
      data: {
        ...about,
        why: `${name} ${wentOff(reason, team.name)}`,
        ...(dueAt > now ? { when: inDays(dueAt, now) } : {}),
        at: `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      },
    })
}
