import { hashSecret, newSid } from '@gatehouse/auth/session-token'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'

/** The hat that the asking app takes. Throws not_found where there is no app: nobody signs in to the management API. */
export function hatOf(ctx: Pick<Context, 'app'>): Hat {
  if (ctx.app === undefined) throw notFound()
  return ctx.app === 'console' ? 'member' : 'developer'
}

/** How a person showed who he is. */
export type SignInMethod = 'password' | 'passkey' | 'oidc' | 'saml' | 'ldap'
export type Hat = 'member' | 'developer'

/** What a session remembers of how it began. */
export type SessionOrigin = { method: SignInMethod; identityProviderId: string | null; providerSession: string | null }

/** Time for the app to make a session of it, and for a person to find his second factor. */
export const doneMs = 2 * 60_000
const owingMs = 10 * 60_000

/**
 * Says that a person has shown who he is, and gives the text with which the app opens his session, once. Every way in ends here.
 * Inside a transaction give `tx`, so that a person made in it is known. A ticket that owes a factor opens nothing before it is given.
 */
export async function openSignInTicket(
  deps: Pick<Context, 'db' | 'now'> & { tx?: Transaction },
  input: {
    personId: string
    hat: Hat
    method: SignInMethod
    identityProviderId?: string
    /** The provider's own session, so that its logout ends ours. */
    providerSession?: string
    owesFactor: boolean
  },
): Promise<string> {
  const ticket = newSid()
  const now = deps.now()
  await (deps.tx ?? deps.db.prisma).signInTicket.create({
    data: {
      id: hashSecret(ticket),
      personId: input.personId,
      hat: input.hat,
      method: input.method,
      identityProviderId: input.identityProviderId ?? null,
      providerSession: input.providerSession ?? null,
      owesFactor: input.owesFactor,
      createdAt: now,
      expiresAt: new Date(now.getTime() + (input.owesFactor ? owingMs : doneMs)),
    },
  })
  return ticket
}

/**
 * Uses a ticket up, once whatever runs at the same time, and gives whose it is. Undefined: unknown, used, old, of the other app, a
 * factor is still owed, or the person was switched off meanwhile.
 */
export async function takeSignInTicket(
  deps: Pick<Context, 'db' | 'now'>,
  hat: Hat,
  ticket: string,
): Promise<({ personId: string } & SessionOrigin) | undefined> {
  const { rows } = await deps.db.pool.query<{ personId: string } & SessionOrigin>(
    `UPDATE sign_in_ticket t SET used_at = $3 FROM person p
     WHERE t.id = $1 AND t.hat = $2 AND t.used_at IS NULL AND t.expires_at > $3 AND NOT t.owes_factor
       AND p.id = t.person_id AND p.deactivated_at IS NULL AND p.erased_at IS NULL
     RETURNING t.person_id AS "personId", t.method, t.identity_provider_id AS "identityProviderId",
       t.provider_session AS "providerSession"`,
    [hashSecret(ticket), hat, deps.now()],
  )
  return rows[0]
}
