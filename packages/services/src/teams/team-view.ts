import { can } from '@gatehouse/auth/permissions'
import type { TeamSummary, TeamView } from '@gatehouse/contracts/endpoints/teams'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { runningPauses, toCallerPauses } from '../applications/caller-pause.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

export const summaryInclude = {
  _count: { select: { members: true, apis: true, applications: { where: { deletedAt: null } } } },
} satisfies Prisma.TeamInclude

export function toTeamSummary(row: Prisma.TeamGetPayload<{ include: typeof summaryInclude }>): TeamSummary {
  return {
    id: row.id as Id<'team'>,
    name: row.name,
    personal: row.personalOfId !== null,
    state: row.state as 'active' | 'suspended',
    memberCount: row._count.members,
    apiCount: row._count.apis,
    applicationCount: row._count.applications,
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }
}

const shownMembers = 500

/** One team with its members, whose names only those see who may see persons. Throws not_found. */
export async function readTeam(db: Reader | Transaction, ctx: Context, teamId: string): Promise<TeamView> {
  const row = await db.team.findUnique({
    where: { id: teamId },
    include: {
      ...summaryInclude,
      pauses: runningPauses,
      members: { include: { person: true }, orderBy: [{ since: 'asc' }, { personId: 'asc' }], take: shownMembers },
    },
  })
  if (row === null) throw notFound()
  const { actor } = ctx
  const named =
    actor.kind === 'system' ||
    ((actor.kind === 'member' || actor.kind === 'serviceAccount') && can(actor.grants, 'person.read', { teamId }))
  return {
    ...toTeamSummary(row),
    pauses: toCallerPauses(row.pauses, ctx),
    members: row.members.map(({ person, role, since, fromGroups }) => ({
      personId: person.id as Id<'person'>,
      name: named ? person.name : null,
      email: named ? person.email : null,
      role: role as 'owner' | 'admin' | 'developer',
      since: since.toISOString(),
      fromGroups,
    })),
  }
}
