import { relyingParty } from '@gatehouse/auth/factors/passkeys'
import { none } from '@gatehouse/contracts/endpoint'
import { query } from '../grammar/query.ts'
import { signedIn } from './account-view.ts'
import { provableBy, provedUntil } from './fresh-proof.ts'
import { toPasskeyView } from './manage-factors.ts'
import { signInSettings } from './second-factors.ts'

/** How one's own account is secured. */
export const getSecurity = query({
  name: 'account.security',
  allowed: { anyPerson: true },
  input: none,
  run: async ({ ctx, db }) => {
    const { personId } = signedIn(ctx)
    const now = ctx.now()
    const [person, codes, change, until, settings] = await Promise.all([
      db.person.findUniqueOrThrow({
        where: { id: personId },
        include: { totp: true, member: true, passkeys: { orderBy: { createdAt: 'asc' }, take: 50 } },
      }),
      db.recoveryCode.count({ where: { personId, usedAt: null } }),
      db.emailToken.findFirst({ where: { personId, purpose: 'change', usedAt: null, expiresAt: { gt: now } } }),
      provedUntil(db, ctx),
      signInSettings(db),
    ])
    const { adminUrl, portalUrl } = ctx.installation
    const appUrl = ctx.actor.kind === 'member' ? adminUrl : portalUrl
    const party = relyingParty(appUrl)
    return {
      hasPassword: person.passwordHash !== null,
      totp: person.totp?.confirmedAt ? { since: person.totp.confirmedAt.toISOString() } : null,
      passkeys: person.passkeys.map(toPasskeyView),
      passkeyHost: party?.id ?? null,
      passkeyUrl: party && party.origin !== new URL(appUrl).origin ? party.origin : null,
      recoveryCodesLeft: codes,
      factorNeeded: person.member !== null && settings.membersNeedFactor,
      provableBy: await provableBy(db, person),
      provedUntil: until?.toISOString() ?? null,
      pendingEmail: change?.email ?? null,
    }
  },
})
