import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { AccessCall, AccessEvents } from './access-call.ts'

const ownerless = 'Nobody who is active is left in its team.'

type Heir = { teamId: string; personId: string | null; role: string | null }

/**
 * After persons went off or left: in each of their teams that has no active owner, the longest-standing active admin becomes one, or
 * else the longest-standing developer. A team with nobody active stops: its applications are suspended until somebody is there again.
 */
export async function passOwnership(call: AccessCall, personIds: readonly string[]): Promise<AccessEvents> {
  const { tx } = call
  const teams = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT t.id FROM team_member m JOIN team t ON t.id = m.team_id
    WHERE m.person_id = ANY(${[...personIds]}::text[]) AND t.personal_of_id IS NULL ORDER BY 1`
  return passOwnershipIn(
    call,
    teams.map(({ id }) => id),
  )
}

/** The same for teams that are known. */
export async function passOwnershipIn(call: AccessCall, teamIds: readonly string[]): Promise<AccessEvents> {
  const { ctx, tx, change } = call
  if (teamIds.length === 0) return []
  await tx.$queryRaw`SELECT id FROM team WHERE id = ANY(${[...teamIds]}::text[]) ORDER BY id FOR UPDATE`
  const heirs = await tx.$queryRaw<Heir[]>`
    SELECT t.id AS "teamId", h.person_id AS "personId", h.role FROM team t LEFT JOIN LATERAL (
      SELECT m.person_id, m.role FROM team_member m JOIN person p ON p.id = m.person_id
      WHERE m.team_id = t.id AND p.deactivated_at IS NULL AND p.erased_at IS NULL
      ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, m.since, m.person_id LIMIT 1
    ) h ON true
    WHERE t.id = ANY(${[...teamIds]}::text[]) AND t.personal_of_id IS NULL ORDER BY 1`
  const events: AuditEntry[] = []
  for (const { teamId, personId, role } of heirs) {
    if (role === 'owner') continue
    if (personId === null) {
      const stopped = await tx.$queryRaw<{ id: string }[]>`
        UPDATE application SET state = 'suspended', state_reason = ${ownerless}, ownerless_at = ${ctx.now()}, etag = etag + 1
        WHERE team_id = ${teamId} AND state = 'active' AND deleted_at IS NULL RETURNING id`
      for (const { id } of stopped) {
        change.access('application', id)
        events.push({
          action: 'application.suspend',
          target: { kind: 'application', id },
          teamId,
          after: { state: 'suspended', reason: ownerless },
        })
      }
      continue
    }
    // By hand, as far as groups are concerned: what a group gave him may go, ownership stays.
    await tx.teamMember.update({
      where: { teamId_personId: { teamId, personId } },
      data: { role: 'owner', handRole: 'owner' },
    })
    await tx.team.update({ where: { id: teamId }, data: { etag: { increment: 1 } } })
    events.push({
      action: 'team.pass-ownership',
      target: { kind: 'team', id: teamId },
      teamId,
      before: { personId, role: role ?? '' },
      after: { personId, role: 'owner' },
    })
  }
  return events
}

/** Somebody active is in these teams again: applications that had stopped for want of him go on. */
export async function resumeOwnerless(call: AccessCall, teamIds: readonly string[]): Promise<AccessEvents> {
  const { tx, change } = call
  if (teamIds.length === 0) return []
  const resumed = await tx.$queryRaw<{ id: string; team_id: string }[]>`
    UPDATE application SET state = 'active', state_reason = NULL, ownerless_at = NULL, etag = etag + 1
    WHERE team_id = ANY(${[...teamIds]}::text[]) AND ownerless_at IS NOT NULL AND deleted_at IS NULL AND EXISTS (
      SELECT FROM team_member m JOIN person p ON p.id = m.person_id
      WHERE m.team_id = application.team_id AND p.deactivated_at IS NULL AND p.erased_at IS NULL)
    RETURNING id, team_id`
  for (const { id } of resumed) change.access('application', id)
  const events = resumed.map(({ id, team_id: teamId }) => ({
    action: 'application.resume',
    target: { kind: 'application', id },
    teamId,
    after: { state: 'active' },
  }))
  return [...events, ...(await passOwnershipIn(call, [...new Set(resumed.map(({ team_id }) => team_id))]))]
}
