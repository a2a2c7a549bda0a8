import type { Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'

/** A team as what is acted on; null when it does not exist. */
export async function teamScope(db: Pick<Transaction, 'team'>, teamId: string): Promise<Scope | null> {
  const team = await db.team.findUnique({ where: { id: teamId }, select: { id: true } })
  return team && { teamId: team.id }
}

/** Locks a team's row for the rest of the transaction, so that two changes of its members see each other. */
export async function lockTeam(tx: Transaction, teamId: string) {
  await tx.$queryRaw`SELECT id FROM team WHERE id = ${teamId} FOR UPDATE`
  const team = await tx.team.findUnique({ where: { id: teamId } })
  if (team === null) throw notFound()
  return team
}

/** The silent personal team has exactly its person. Throws not_possible. */
export function assertShared(team: { personalOfId: string | null }): void {
  if (team.personalOfId !== null) throw new DomainError('not_possible', 'A personal team has one member and keeps him.')
}

/** A team that had an owner keeps one. Call after the change. */
export async function assertOwnerRemains(tx: Transaction, teamId: string): Promise<void> {
  if ((await tx.teamMember.count({ where: { teamId, role: 'owner' } })) === 0) {
    throw new DomainError('not_possible', 'A team keeps at least one owner; make another member owner first.')
  }
}
