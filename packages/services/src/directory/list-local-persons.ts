import { inputOf } from '@gatehouse/contracts/endpoint'
import { listLocalPersons as endpoint, type LocalPersonItem } from '@gatehouse/contracts/endpoints/directory'
import type { Id } from '@gatehouse/contracts/ids'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Prisma } from '@gatehouse/db/client'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { providerScope } from './directory-scope.ts'

const lastSeen = { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } } as const

/** Active persons of whom a directory never told: no word of it can switch them off. Break-glass accounts are named. */
export const listLocalPersons = query({
  name: 'directory.list-local-persons',
  allowed: { permission: 'identity.read' },
  input: inputOf(endpoint),
  scope: providerScope,
  run: async ({ db, input }) => {
    const organization = await db.organization.findFirst({ select: { settings: true } })
    const { signIn } = organizationSettings.parse(organization?.settings ?? {})
    const where: Prisma.PersonWhereInput[] = [
      { erasedAt: null, deactivatedAt: null },
      { OR: [{ member: { isNot: null } }, { developer: { isNot: null } }] },
      { directoryPersons: { none: { identityProviderId: input.identityProviderId } } },
    ]
    if (input.q) {
      const part = { contains: input.q, mode: 'insensitive' } as const
      where.push({ OR: [{ name: part }, { email: part }] })
    }
    if (input.cursor) where.push({ id: { gt: decodeCursor(input.cursor, 1)[0] ?? '' } })
    const rows = await db.person.findMany({
      where: { AND: where },
      orderBy: { id: 'asc' },
      take: input.limit + 1,
      include: {
        member: true,
        developer: true,
        memberSessions: lastSeen,
        developerSessions: lastSeen,
        _count: { select: { passkeys: true, identities: true } },
      },
    })
    return toPage(
      rows,
      input.limit,
      (row): LocalPersonItem => ({
        id: row.id as Id<'person'>,
        name: row.name,
        email: row.email,
        hats: [...(row.member ? (['member'] as const) : []), ...(row.developer ? (['developer'] as const) : [])],
        waysIn: [
          ...(row.passwordHash === null ? [] : (['password'] as const)),
          ...(row._count.passkeys === 0 ? [] : (['passkey'] as const)),
          ...(row._count.identities === 0 ? [] : (['provider'] as const)),
        ],
        breakGlass: signIn.breakGlass.includes(row.id),
        lastSeenAt:
          [...row.memberSessions, ...row.developerSessions]
            .map(({ lastSeenAt }) => lastSeenAt.toISOString())
            .sort()
            .at(-1) ?? null,
      }),
      (row) => encodeCursor(row.id),
    )
  },
})
