import type { Prisma } from '@gatehouse/db/client'
import { type Db, dayMs, dayText, type FoundItem, type Gather, mostItems, personName } from './found-item.ts'

const include = {
  role: { select: { name: true, permissions: true } },
  team: { select: { id: true, name: true } },
  api: { select: { id: true, name: true, teamId: true } },
  mapping: { select: { group: { select: { displayName: true } } } },
  person: {
    select: {
      id: true,
      name: true,
      erasedAt: true,
      deactivatedAt: true,
      teams: {
        where: { team: { personalOfId: null } },
        select: { team: { select: { id: true, name: true } } },
        orderBy: { since: 'asc' },
        take: 20,
      },
    },
  },
  serviceAccount: { select: { id: true, name: true, team: { select: { id: true, name: true } } } },
} satisfies Prisma.RoleAssignmentInclude
type Row = Prisma.RoleAssignmentGetPayload<{ include: typeof include }>

/** Permissions that only look. */
const reads = (permission: string) => permission.endsWith('.read')

/** Roles that persons, or service accounts, hold. */
export function findRoles(kind: 'person-role' | 'service-role'): Gather {
  return async (db, ctx, scope) => {
    // A role opens no stage and no product.
    if (scope.stageIds || scope.productIds) return []
    const teamIds = scope.teamIds ? [...scope.teamIds] : null
    const holder: Prisma.RoleAssignmentWhereInput =
      kind === 'person-role'
        ? { person: { erasedAt: null, ...(teamIds ? { teams: { some: { teamId: { in: teamIds } } } } : {}) } }
        : { serviceAccount: { deactivatedAt: null, ...(teamIds ? { teamId: { in: teamIds } } : {}) } }
    const rows = await db.roleAssignment.findMany({
      where: { ...holder, ...(scope.apiIds ? { apiId: { in: [...scope.apiIds] } } : {}) },
      orderBy: [{ personId: 'asc' }, { serviceAccountId: 'asc' }, { id: 'asc' }],
      take: mostItems + 1,
      include,
    })
    const lastSeen =
      kind === 'person-role'
        ? await lastSeenOf(
            db,
            rows.flatMap(({ personId }) => personId ?? []),
          )
        : await lastUseOf(
            db,
            rows.flatMap(({ serviceAccountId }) => serviceAccountId ?? []),
          )
    return rows.flatMap((row) => toItem(kind, row, lastSeen, ctx.now()))
  }
}

function toItem(
  kind: 'person-role' | 'service-role',
  row: Row,
  lastSeen: ReadonlyMap<string, Date>,
  now: Date,
): FoundItem[] {
  const { person, serviceAccount } = row
  const holder = person
    ? {
        kind: 'person' as const,
        id: person.id,
        name: personName(person),
        team: person.teams[0]?.team ?? null,
      }
    : serviceAccount
      ? {
          kind: 'serviceAccount' as const,
          id: serviceAccount.id,
          name: serviceAccount.name,
          team: serviceAccount.team,
        }
      : null
  if (holder === null) return []
  const where = row.team ? `in team ${row.team.name}` : row.api ? `on ${row.api.name}` : 'in the whole organization'
  const last = lastSeen.get(holder.id) ?? null
  const changes = row.role.permissions.filter((permission) => !reads(permission))
  const wide = row.scope === 'organization' && changes.length > 0
  return [
    {
      kind,
      subjectId: row.id,
      holder,
      what: `${row.role.name} ${where}`,
      facts: [
        { label: 'Role', value: row.role.name },
        { label: 'Where', value: row.team?.name ?? row.api?.name ?? 'Organization' },
        { label: 'Permissions', value: `${row.role.permissions.length}, ${changes.length} of them change something` },
        { label: 'Given', value: row.mapping ? `by the group ${row.mapping.group.displayName}` : 'by hand' },
      ],
      since: row.createdAt,
      lastUsedAt: last,
      hints: [
        ...(person?.deactivatedAt ? [{ code: 'owner-gone' as const, text: `${holder.name} is switched off.` }] : []),
        ...(wide ? [{ code: 'wide-scope' as const, text: 'May change things in the whole organization.' }] : []),
        ...useHint(kind, last, row.createdAt, now),
        ...(row.suspendedAt === null ? [] : [{ code: 'suspended' as const, text: 'Suspended already.' }]),
      ],
      reason: `${holder.name} is ${row.role.name} ${where} since ${dayText(row.createdAt)}.`,
      refs: { applicationId: null, productId: null, stageId: null, teamId: holder.team?.id ?? null },
      offeringTeamIds: row.team ? [row.team.id] : row.api ? [row.api.teamId] : [],
      apiIds: row.api ? [row.api.id] : [],
      ownerIds: person ? [person.id] : [],
      countedBy: null,
    },
  ]
}

function useHint(kind: 'person-role' | 'service-role', last: Date | null, since: Date, now: Date): FoundItem['hints'] {
  const young = now.getTime() - since.getTime() < 90 * dayMs
  if (last === null)
    return kind === 'person-role'
      ? young
        ? [{ code: 'never-used', text: 'Not seen in the console since it was given.' }]
        : [{ code: 'unused-90-days', text: 'Not seen in the console in the last 90 days.' }]
      : [{ code: 'never-used', text: 'No management key of it was ever used.' }]
  const days = Math.floor((now.getTime() - last.getTime()) / dayMs)
  return days < 90 ? [] : [{ code: 'unused-90-days', text: `Last seen ${days} days ago.` }]
}

async function lastSeenOf(db: Db, personIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await db.$queryRaw<{ id: string; at: Date }[]>`
    SELECT person_id AS id, max(last_seen_at) AS at FROM member_session
    WHERE person_id = ANY(${[...new Set(personIds)]}::text[]) GROUP BY 1`
  return new Map(rows.map(({ id, at }) => [id, at]))
}

async function lastUseOf(db: Db, accountIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await db.$queryRaw<{ id: string; at: Date | null }[]>`
    SELECT service_account_id AS id, max(last_used_at) AS at FROM management_key
    WHERE service_account_id = ANY(${[...new Set(accountIds)]}::text[]) GROUP BY 1`
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at] as const])))
}
