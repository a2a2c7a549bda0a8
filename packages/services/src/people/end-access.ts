import { endSessionsOfAll } from '../account/end-sessions.ts'
import type { AccessCall, AccessEvents } from './access-call.ts'
import { passOwnership } from './pass-ownership.ts'
import { stopPersonalCredentials } from './personal-credentials.ts'
import { raiseRotationTasks } from './rotation-tasks.ts'
import { refuseSubjectsOf, refuseSubjectsWhileOff } from './subject-refusals.ts'

/**
 * Why a person is off. `hand`: a person did it, and only a person undoes it. The others are a directory's word, and its word undoes
 * them: it calls him inactive, it removed him, he left his last mapped group, or his only way in was switched off.
 */
export type EndReason = 'hand' | 'inactive' | 'removed' | 'no-group' | 'provider-off'

/** Which earlier reason a later one takes the place of: the one that takes more to undo stays. */
const overruled: Record<EndReason, readonly EndReason[]> = {
  hand: ['inactive', 'removed', 'no-group', 'provider-off'],
  removed: ['inactive', 'no-group', 'provider-off'],
  'no-group': ['inactive', 'provider-off'],
  inactive: ['provider-off'],
  'provider-off': [],
}

/** Why somebody is signed out who may come again at once: his provider said so. */
export type SignOutReason = 'provider-logout' | 'provider-off'

/**
 * Switches persons off, whoever says so (D52: console, SCIM, LDAP, the last mapped group, a provider that is switched off): all of them
 * go through here and leave the same event. Sessions, tickets and links of mails end; personal keys and clients, tokens of external
 * providers and management keys are refused; credentials of team applications that they have seen get a rotation task; ownership passes
 * on, and applications that nobody is left for stop. Persons who are off already stay as they are, but a hand's word outlasts a
 * directory's. Returns the audit rows of the event.
 */
export async function endAccess(
  call: AccessCall,
  personIds: readonly string[],
  reason: EndReason,
): Promise<AccessEvents> {
  const { ctx, tx, change } = call
  const now = ctx.now()
  if (personIds.length === 0) return []
  const wanted = [...personIds]
  await tx.person.updateMany({
    where: { id: { in: wanted }, deactivatedFor: { in: [...overruled[reason]] } },
    data: { deactivatedFor: reason },
  })
  // Whoever comes second waits here and finds nothing left to do.
  const ended = await tx.$queryRaw<{ id: string }[]>`
    UPDATE person SET deactivated_at = ${now}, deactivated_for = ${reason}, etag = etag + 1
    WHERE id = ANY(${wanted}::text[]) AND deactivated_at IS NULL RETURNING id`
  const ids = ended.map(({ id }) => id).sort()
  if (ids.length === 0) return []
  await endWaysIn(call, ids, now)
  await stopPersonalCredentials(tx, change, ids, now)
  await refuseSubjectsWhileOff(tx, change, ids)
  const tasks = await raiseRotationTasks(call, { personIds: ids, reason: 'deactivated' })
  const passed = await passOwnership(call, ids)
  return [
    ...ids.map((id) => ({
      action: 'person.end-access',
      target: { kind: 'person', id },
      after: { reason, rotationTasks: tasks.get(id) ?? 0 },
    })),
    ...passed,
  ]
}

/**
 * Signs persons out everywhere at once: their sessions end and the tokens that they have are refused; they may sign in again. The same
 * event as switching off, with its own reason.
 */
export async function signOutEverywhere(
  call: AccessCall,
  personIds: readonly string[],
  reason: SignOutReason,
): Promise<AccessEvents> {
  if (personIds.length === 0) return []
  const now = call.ctx.now()
  await endWaysIn(call, personIds, now)
  await refuseSubjectsOf(call.tx, call.change, personIds, now)
  return personIds.map((id) => ({
    action: 'person.end-access',
    target: { kind: 'person', id },
    after: { reason, rotationTasks: 0 },
  }))
}

async function endWaysIn({ tx }: AccessCall, personIds: readonly string[], now: Date): Promise<void> {
  await endSessionsOfAll(tx, personIds, now)
  const open = { personId: { in: [...personIds] }, usedAt: null }
  await tx.emailToken.updateMany({ where: open, data: { usedAt: now } })
  await tx.signInTicket.updateMany({ where: open, data: { usedAt: now } })
}
