import { type InteractionOutcome, signOutcome } from '@gatehouse/auth/issuer/assertion'
import { findRecord } from '@gatehouse/auth/issuer/record-store'
import { builtInIssuer, openIdScopes } from '@gatehouse/contracts/issuer-policy'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { findIssuerClient } from '../issuer/find-issuer-client.ts'
import { findEndUserAccount } from './find-account.ts'
import { scopeText } from './scope-texts.ts'

const record = z.looseObject({
  prompt: z.looseObject({ name: z.enum(['login', 'consent']) }),
  params: z.looseObject({ scope: z.string().optional(), login_hint: z.string().optional() }),
  session: z.looseObject({ accountId: z.string() }).optional(),
})
const params = z.looseObject({ client_id: z.string() })

/** What a page of the portal shows of a sign-in under way. */
export type InteractionView = {
  step: 'login' | 'consent'
  application: { name: string; team: string }
  /** Address that the application thinks it is. */
  loginHint: string
  endUser: { id: string; name: string; email: string | null } | null
  scopes: { name: string; text: string }[]
}

/** A sign-in under way, by the name that its address carries; undefined when it is over, or the client or end user may not go on. */
export async function readInteraction(
  ctx: Pick<Context, 'db' | 'now'>,
  uid: string,
): Promise<InteractionView | undefined> {
  const found = record.safeParse(await findRecord(ctx.db.pool, 'Interaction', uid))
  const asked = params.safeParse(found.data?.params)
  if (!found.success || !asked.success) return undefined
  const client = await findIssuerClient(ctx, asked.data.client_id)
  if (client === undefined) return undefined
  const application = await ctx.db.prisma.application.findUniqueOrThrow({
    where: { id: client.applicationId },
    select: { name: true, team: { select: { name: true } } },
  })
  const { prompt, session, params: given } = found.data
  const account = session && (await findEndUserAccount(ctx, session.accountId))
  if (prompt.name === 'consent' && account === undefined) return undefined
  const entries = await ctx.db.prisma.scopeEntry.findMany({ where: { issuerId: builtInIssuer } })
  const known = new Set<string>([...openIdScopes, ...client.scopes])
  const scopes = (given.scope ?? '')
    .split(' ')
    .filter((name) => known.has(name) && name !== 'openid' && !account?.withheld.includes(name))
  return {
    step: prompt.name,
    application: { name: application.name, team: application.team.name },
    loginHint: given.login_hint?.slice(0, 254) ?? '',
    endUser: account ? { id: account.id, name: account.name, email: account.email } : null,
    scopes: scopes.map((name) => ({ name, text: scopeText(name, entries) })),
  }
}

/** Where the browser goes with what the end user did: the server checks signature, interaction and its own cookie. */
export async function interactionAddress(
  ctx: Pick<Context, 'installation'>,
  uid: string,
  outcome: InteractionOutcome,
): Promise<string> {
  const assertion = await signOutcome(ctx.installation.secretKey, uid, outcome)
  return `${ctx.installation.controlUrl}/oauth/interaction/${encodeURIComponent(uid)}/finish?assertion=${assertion}`
}
