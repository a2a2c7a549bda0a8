import type { AccessCall, AccessEvents } from './access-call.ts'
import type { EndReason } from './end-access.ts'
import { resumeOwnerless } from './pass-ownership.ts'
import { resumePersonalCredentials } from './personal-credentials.ts'
import { closeRotationTasks } from './rotation-tasks.ts'
import { refuseSubjectsOf } from './subject-refusals.ts'

/**
 * Switches persons on again who are off for one of these reasons: they may sign in, their personal keys work, applications that had
 * stopped for want of them go on. What was revoked stays revoked, sessions and tokens of before stay ended.
 */
export async function restoreAccess(
  call: AccessCall,
  personIds: readonly string[],
  reasons: readonly EndReason[],
): Promise<AccessEvents> {
  const { ctx, tx, change } = call
  if (personIds.length === 0) return []
  // Who was switched off before reasons were kept was switched off by hand.
  const restored = await tx.$queryRaw<{ id: string }[]>`
    UPDATE person SET deactivated_at = NULL, deactivated_for = NULL, etag = etag + 1
    WHERE id = ANY(${[...personIds]}::text[]) AND deactivated_at IS NOT NULL AND erased_at IS NULL
      AND coalesce(deactivated_for, 'hand') = ANY(${[...reasons]}::text[])
    RETURNING id`
  const ids = restored.map(({ id }) => id).sort()
  if (ids.length === 0) return []
  await resumePersonalCredentials(tx, change, ids)
  await refuseSubjectsOf(tx, change, ids, ctx.now())
  await closeRotationTasks(call, ids)
  const teams = await tx.teamMember.findMany({
    where: { personId: { in: ids }, team: { personalOfId: null } },
    select: { teamId: true },
    distinct: ['teamId'],
  })
  const resumed = await resumeOwnerless(
    call,
    teams.map(({ teamId }) => teamId),
  )
  return [
    ...ids.map((id) => ({
      action: 'person.restore-access',
      target: { kind: 'person', id },
      after: { reasons: [...reasons] },
    })),
    ...resumed,
  ]
}
