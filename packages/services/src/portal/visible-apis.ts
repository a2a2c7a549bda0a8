import type { Prisma, Transaction } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'

/**
 * The condition under which a reader of the portal may see an API: public for all, partner for teams with a grant, internal for
 * persons of the organization itself (members, and those whom a directory of it knows); and whatever a member may read in the console.
 * It is part of each query, so that counts leak nothing either.
 */
export async function visibleApis(db: Transaction | Reader, ctx: Context): Promise<Prisma.ApiWhereInput> {
  const { actor } = ctx
  if (actor.kind === 'system') return {}
  if (actor.kind === 'member') {
    const { all, teamIds, apiIds } = grantsOf(actor, 'api.read')
    if (all) return {}
    return { OR: [{ audience: { in: ['public', 'internal'] } }, { teamId: { in: teamIds } }, { id: { in: apiIds } }] }
  }
  if (actor.kind !== 'developer') return { audience: 'public' }
  const or: Prisma.ApiWhereInput[] = [
    { audience: 'public' },
    { audience: 'partner', grants: { some: { teamId: { in: [...actor.teams.keys()] }, suspendedAt: null } } },
  ]
  if (await isOwnPerson(db, actor.personId)) or.push({ audience: 'internal' })
  return { OR: or }
}

/** A member, or somebody who signs in through a directory that is on, or of whom it tells that he is there. */
async function isOwnPerson(db: Transaction | Reader, personId: string): Promise<boolean> {
  const found = await db.person.findFirst({
    where: {
      id: personId,
      OR: [
        { member: { isNot: null } },
        { identities: { some: { identityProvider: { enabled: true } } } },
        { directoryPersons: { some: { active: true, identityProvider: { enabled: true } } } },
      ],
    },
    select: { id: true },
  })
  return found !== null
}
