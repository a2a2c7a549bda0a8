import type { AccountView } from '@gatehouse/contracts/endpoints/account'
import type { Id } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** The signed-in person; throws unauthenticated for any other actor. */
export function signedIn(ctx: Context): { personId: Id<'person'>; sessionId: Id<'session'> } {
  if (ctx.actor.kind === 'member' || ctx.actor.kind === 'developer') return ctx.actor
  throw new DomainError('unauthenticated')
}

/** The signed-in person's account as he sees it. */
export async function readAccount(db: Reader | Transaction, ctx: Context): Promise<AccountView> {
  const { personId } = signedIn(ctx)
  const person = await db.person.findUnique({
    where: { id: personId },
    include: {
      member: true,
      developer: true,
      teams: { include: { team: true }, orderBy: [{ since: 'asc' }, { teamId: 'asc' }], take: 200 },
    },
  })
  if (person === null) throw notFound()
  return {
    id: personId,
    name: person.name,
    email: person.email,
    emailVerified: person.emailVerifiedAt !== null,
    hats: [...(person.member ? (['member'] as const) : []), ...(person.developer ? (['developer'] as const) : [])],
    grants:
      ctx.actor.kind === 'member'
        ? ctx.actor.grants.map(({ permissions, scope }) => ({ permissions: [...permissions], scope }))
        : [],
    teams: person.teams.map(({ team, role }) => ({
      id: team.id as Id<'team'>,
      name: team.name,
      personal: team.personalOfId !== null,
      role: role as 'owner' | 'admin' | 'developer',
      state: team.state as 'active' | 'suspended',
    })),
    etag: person.etag,
  }
}
