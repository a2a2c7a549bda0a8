import type { PersonSummary, PersonView } from '@gatehouse/contracts/endpoints/people'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { assignmentInclude, toAssignmentView } from '../roles/assignment-view.ts'

export const summaryInclude = { member: true, developer: true } satisfies Prisma.PersonInclude

const lastSession = { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } } as const
const viewInclude = {
  ...summaryInclude,
  teams: { include: { team: true }, orderBy: { since: 'asc' }, take: 200 },
  roles: { include: assignmentInclude, orderBy: { id: 'asc' }, take: 200 },
  memberSessions: lastSession,
  developerSessions: lastSession,
} satisfies Prisma.PersonInclude

export function toPersonSummary(row: Prisma.PersonGetPayload<{ include: typeof summaryInclude }>): PersonSummary {
  const hats = [...(row.member ? (['member'] as const) : []), ...(row.developer ? (['developer'] as const) : [])]
  return {
    id: row.id as Id<'person'>,
    name: row.name,
    email: row.email,
    emailVerified: row.emailVerifiedAt !== null,
    hats,
    state: row.deactivatedAt ? 'deactivated' : hats.length === 0 ? 'invited' : 'active',
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }
}

/** One person with teams and roles; throws not_found. */
export async function readPerson(db: Reader | Transaction, id: string): Promise<PersonView> {
  const row = await db.person.findUnique({ where: { id }, include: viewInclude })
  if (row === null) throw notFound()
  const erasure = await db.erasureRequest.findFirst({ where: { personId: id, cancelledAt: null, doneAt: null } })
  const seen = [...row.memberSessions, ...row.developerSessions].map(({ lastSeenAt }) => lastSeenAt.toISOString())
  return {
    ...toPersonSummary(row),
    deactivatedAt: row.deactivatedAt?.toISOString() ?? null,
    lastSeenAt: seen.sort().at(-1) ?? null,
    erasureDueAt: erasure?.dueAt.toISOString() ?? null,
    erasedAt: row.erasedAt?.toISOString() ?? null,
    teams: row.teams.map(({ team, role }) => ({
      id: team.id as Id<'team'>,
      name: team.name,
      personal: team.personalOfId !== null,
      role: role as 'owner' | 'admin' | 'developer',
    })),
    roles: row.roles.map(toAssignmentView),
  }
}
