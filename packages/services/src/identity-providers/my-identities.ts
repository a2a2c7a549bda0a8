import {
  linkMyIdentity as linkEndpoint,
  listMyIdentities as listEndpoint,
  unlinkMyIdentity as unlinkEndpoint,
} from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Id } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { signedIn } from '../account/account-view.ts'
import { requireFreshProof } from '../account/fresh-proof.ts'
import { signInSettings } from '../account/second-factors.ts'
import { giftsOf } from '../directory/gifts.ts'
import { grantGifts } from '../directory/grant-gifts.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { assertAdminRemains, isAdmin } from '../roles/grant-limits.ts'
import { signInProviders } from './sign-in/sign-in-ways.ts'

/** What one's own account is linked to, and what it could be linked to. */
export const listMyIdentities = query({
  name: 'account.identities',
  allowed: { anyPerson: true },
  input: listEndpoint.query,
  run: async ({ ctx, db }) => {
    const { personId } = signedIn(ctx)
    const rows = await db.personIdentity.findMany({
      where: { personId },
      include: { identityProvider: { select: { name: true, kind: true, enabled: true } } },
      orderBy: [{ createdAt: 'asc' }, { identityProviderId: 'asc' }],
      take: 50,
    })
    const has = new Set(rows.map(({ identityProviderId }) => identityProviderId))
    return {
      linked: rows.map((row) => ({
        identityProviderId: row.identityProviderId as Id<'identityProvider'>,
        name: row.identityProvider.name,
        kind: row.identityProvider.kind,
        enabled: row.identityProvider.enabled,
        subject: row.subject,
        linkedAt: row.createdAt.toISOString(),
        lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
      })),
      others: (await signInProviders(db, ctx))
        .filter(({ id, how }) => how === 'redirect' && !has.has(id))
        .map(({ id, name, kind }) => ({ id, name, kind })),
    }
  },
})

/** Where linking begins, for who has just proved himself. The way there judges that once more. */
export const linkMyIdentity = query({
  name: 'account.link-identity',
  allowed: { anyPerson: true },
  input: linkEndpoint.params,
  run: async ({ ctx, db, input }) => {
    signedIn(ctx)
    const provider = (await signInProviders(db, ctx)).find(({ id }) => id === input.identityProviderId)
    if (provider?.how !== 'redirect') throw notFound()
    await requireFreshProof(db, ctx)
    const next = ctx.actor.kind === 'member' ? '/settings/profile' : '/profile'
    return { start: `/sign-in/start/${provider.id}?link=&next=${encodeURIComponent(next)}` }
  },
})

/**
 * Unlinks a provider from one's own account; sessions that came by it end, but this one, and what groups gave that only sign-ins told of
 * goes. What the directory itself tells of the person stays its word. The last way in stays, and so does the last admin.
 */
export const unlinkMyIdentity = verb({
  name: 'account.unlink-identity',
  allowed: { anyPerson: true },
  input: unlinkEndpoint.params,
  run: async ({ ctx, tx, input, change }) => {
    const { personId, sessionId } = signedIn(ctx)
    const { identityProviderId } = input
    await tx.$queryRaw`SELECT id FROM person WHERE id = ${personId} FOR UPDATE`
    if ((await tx.personIdentity.count({ where: { identityProviderId, personId } })) === 0) throw notFound()
    await requireFreshProof(tx, ctx)
    await assertOtherWayIn(tx, personId, identityProviderId)
    await tx.personIdentity.deleteMany({ where: { identityProviderId, personId } })
    const open = { personId, identityProviderId, endedAt: null, id: { not: sessionId } }
    await tx.memberSession.updateMany({ where: open, data: { endedAt: ctx.now() } })
    await tx.developerSession.updateMany({ where: open, data: { endedAt: ctx.now() } })
    const wasAdmin = await isAdmin(tx, personId)
    await tx.directoryPerson.deleteMany({ where: { identityProviderId, personId, origin: 'sign-in' } })
    const events = await grantGifts({ ctx, tx, change }, [personId], await giftsOf(tx, [personId]))
    if (wasAdmin) await assertAdminRemains(tx)
    return { personId, identityProviderId, events }
  },
  audit: ({ result }) => [
    { target: { kind: 'person', id: result.personId }, before: { identityProviderId: result.identityProviderId } },
    ...result.events,
  ],
  answer: () => ({ unlinked: true as const }),
})

async function assertOtherWayIn(tx: Transaction, personId: string, except: string): Promise<void> {
  const person = await tx.person.findUniqueOrThrow({
    where: { id: personId },
    select: { passwordHash: true, _count: { select: { passkeys: true } } },
  })
  const { local, breakGlass } = await signInSettings(tx)
  const mayLocal = local || breakGlass.includes(personId)
  if (mayLocal && (person.passwordHash !== null || person._count.passkeys > 0)) return
  const others = await tx.personIdentity.count({
    where: {
      personId,
      identityProviderId: { not: except },
      identityProvider: { enabled: true, signIn: true },
    },
  })
  if (others === 0) throw new DomainError('last_way_in')
}
