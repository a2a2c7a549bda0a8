import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { endClientTokens } from '../issuer/end-client.ts'

type Personal = { id: string; stage_id: string; kind: string }

/**
 * Tells gateways of the credentials of persons' personal teams. A personal team is its person: as long as he is off its keys are
 * refused like revoked ones (publishing/access-rows.ts), and no row of theirs changes.
 */
async function tellOf(tx: Transaction, change: ChangeSet, personIds: readonly string[]): Promise<Personal[]> {
  const credentials = await tx.$queryRaw<Personal[]>`
    SELECT c.id, c.stage_id, c.kind FROM credential c
    JOIN application a ON a.id = c.application_id JOIN team t ON t.id = a.team_id
    WHERE t.personal_of_id = ANY(${[...personIds]}::text[]) AND c.revoked_at IS NULL AND a.deleted_at IS NULL`
  for (const { id, stage_id: stageId } of credentials) change.access('credential', id, { stageId })
  return credentials
}

/** Refuses persons' own keys and clients; codes and tokens of the clients end for good. */
export async function stopPersonalCredentials(
  tx: Transaction,
  change: ChangeSet,
  personIds: readonly string[],
  now: Date,
): Promise<void> {
  const teams = await tx.team.findMany({
    where: { personalOfId: { in: [...personIds] } },
    select: { id: true, state: true },
  })
  const active = teams.filter(({ state }) => state === 'active').map(({ id }) => id)
  await tx.team.updateMany({
    where: { id: { in: active } },
    data: { state: 'suspended', etag: { increment: 1 } },
  })
  for (const { id } of teams) change.access('team', id)
  const credentials = await tellOf(tx, change, personIds)
  const clients = credentials.filter(({ kind }) => kind === 'client').map(({ id }) => id)
  await endClientTokens(tx, change, clients, now)
}

/** Accepts them again, but those of teams that somebody suspended himself, and those that were revoked. */
export async function resumePersonalCredentials(
  tx: Transaction,
  change: ChangeSet,
  personIds: readonly string[],
): Promise<void> {
  const teams = await tx.$queryRaw<{ id: string; state: string; on_purpose: boolean }[]>`
    SELECT t.id, t.state, coalesce((SELECT l.action = 'team.suspend' FROM audit_log l
      WHERE l.target_id = t.id AND l.action IN ('team.suspend', 'team.resume') ORDER BY l.seq DESC LIMIT 1), false) AS on_purpose
    FROM team t WHERE t.personal_of_id = ANY(${[...personIds]}::text[])`
  await tx.team.updateMany({
    where: { id: { in: teams.filter((team) => !team.on_purpose).map(({ id }) => id) }, state: 'suspended' },
    data: { state: 'active', etag: { increment: 1 } },
  })
  // Whatever the rows say: gateways took the teams for suspended as long as their persons were off.
  for (const { id } of teams) change.access('team', id)
  await tellOf(tx, change, personIds)
}
