import { hashSecret } from '@gatehouse/auth/session-token'
import { signedIn } from '../../account/account-view.ts'
import { type AttemptRule, limitAttempts } from '../../account/attempts.ts'
import { requireFreshProof } from '../../account/fresh-proof.ts'
import type { Hat } from '../../account/sign-in-tickets.ts'
import type { Context } from '../../grammar/context.ts'
import { DomainError } from '../../grammar/domain-error.ts'
import { visitProvider } from '../provider-call.ts'
import { providerKinds } from '../provider-kinds.ts'
import { toProviderProblem } from '../provider-problem.ts'
import { returnUrl } from '../provider-view.ts'
import { admitPerson } from './admit-person.ts'
import { holdProviderAnswer, keepAttempt, newState, takeAttemptOf } from './attempt.ts'

/** One person signs in a few times; a machine that makes us visit providers does not. */
const rule: AttemptRule = { purpose: 'provider-sign-in', limit: 60, windowSeconds: 300 }

/** Who begins to sign in with a provider, and where he goes. `link`: the signed-in person who links it to his account. */
export type Beginning = {
  hat: Hat
  providerId: string
  next: string
  link?: string
  invitation?: string
  /** What the browser's cookie holds of another sign-in that is under way: two tabs share it. */
  browser?: string
}

/**
 * Who may link a provider to his account now: a signed-in person who has just proved himself, on a page of the app. A link on another
 * site could send him to a provider where somebody else has signed him in. Throws unauthenticated, cross_site, proof_needed.
 */
export async function mayLinkNow(ctx: Context, fetchSite: string | null): Promise<string> {
  const { personId } = signedIn(ctx)
  if (fetchSite !== 'same-origin') throw new DomainError('cross_site')
  await requireFreshProof(ctx.db.prisma, ctx)
  return personId
}

async function providerOf(ctx: Context, id: string) {
  const row = await ctx.db.prisma.identityProvider.findUnique({ where: { id } })
  if (!row?.enabled || !row.signIn || !providerKinds(ctx.installation).has(row.kind))
    throw new DomainError('provider_off')
  return row
}

/** Begins: where the browser goes (or what it posts there), and what its cookie must hold when it is back. */
export async function beginProviderSignIn(
  ctx: Context,
  input: Beginning,
): Promise<{ url: string; browser: string; post?: Readonly<Record<string, string>> }> {
  await limitAttempts(ctx, rule, ctx.address ?? 'unknown')
  const row = await providerOf(ctx, input.providerId)
  const { adapter, call } = visitProvider(ctx, row)
  if (!adapter.beginSignIn) throw new DomainError('provider_off')
  const [state, browser] = [newState(), input.browser ?? newState()]
  const asked = await adapter
    .beginSignIn(call, { state, returnUrl: returnUrl(ctx.installation, input.hat, row.id) })
    .catch((error: unknown) => {
      throw toProviderProblem(error)
    })
  await keepAttempt(ctx, {
    state,
    hat: input.hat,
    kind: row.kind,
    providerId: row.id,
    attempt: {
      remember: asked.remember,
      next: input.next,
      browser: hashSecret(browser),
      ...(input.link === undefined ? {} : { link: input.link }),
      ...(input.invitation === undefined ? {} : { invitation: input.invitation }),
    },
  })
  return { url: asked.url, browser, ...(asked.post === undefined ? {} : { post: asked.post }) }
}

/** What came back: query or form, and the cookie of the browser that brings it. `personId`: who is signed in in it. */
export type Answer = {
  hat: Hat
  providerId: string
  parameters: URLSearchParams
  browser: string | undefined
  personId?: string | undefined
}

const stateOf = (parameters: URLSearchParams): string => {
  const state = parameters.get('state') ?? parameters.get('RelayState')
  if (!state || state.length > 200) throw new DomainError('sign_in_expired')
  return state
}

/** Takes what the provider had the browser post, and says where the browser goes to bring its cookie along. */
export async function holdPostedAnswer(ctx: Context, answer: Omit<Answer, 'browser'>): Promise<{ url: string }> {
  const state = stateOf(answer.parameters)
  await holdProviderAnswer(ctx, { ...answer, state }, answer.parameters)
  const url = new URL(returnUrl(ctx.installation, answer.hat, answer.providerId))
  url.searchParams.set('state', state)
  return { url: url.href }
}

/** Ends: a ticket, or a linked account. Throws the problem that the person gets. */
export async function endProviderSignIn(
  ctx: Context,
  answer: Answer,
): Promise<({ ticket: string } | { linked: true }) & { next: string }> {
  const state = stateOf(answer.parameters)
  const attempt = await takeAttemptOf(ctx, { ...answer, state })
  if (answer.browser === undefined || hashSecret(answer.browser) !== attempt.browser)
    throw new DomainError('sign_in_replayed', 'The answer came to another browser than the one that asked.')
  if (attempt.link !== undefined && attempt.link !== answer.personId)
    throw new DomainError('sign_in_expired', 'Whoever wanted to link the provider is not signed in any more.')
  const row = await providerOf(ctx, answer.providerId)
  const { adapter, call } = visitProvider(ctx, row)
  if (!adapter.endSignIn) throw new DomainError('provider_off')
  const parameters = attempt.posted === undefined ? answer.parameters : new URLSearchParams(attempt.posted)
  const person = await adapter
    .endSignIn(call, {
      parameters,
      returnUrl: returnUrl(ctx.installation, answer.hat, row.id),
      remembered: attempt.remember,
    })
    .catch((error: unknown) => {
      throw toProviderProblem(error)
    })
  const admitted = await admitPerson(ctx, {
    providerId: row.id,
    hat: answer.hat,
    method: row.kind === 'saml' ? 'saml' : 'oidc',
    person,
    ...(attempt.link === undefined ? {} : { link: attempt.link }),
    ...(attempt.invitation === undefined ? {} : { invitation: attempt.invitation }),
  })
  return { ...admitted, next: attempt.next }
}
