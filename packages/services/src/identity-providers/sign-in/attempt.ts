import { hashSecret, newSid } from '@gatehouse/auth/session-token'
import type { Hat } from '../../account/sign-in-tickets.ts'
import type { Context } from '../../grammar/context.ts'
import { DomainError } from '../../grammar/domain-error.ts'
import { openText, sealText } from '../../grammar/installation.ts'

type Deps = Pick<Context, 'db' | 'installation' | 'now'>

/** What is kept, sealed, while the browser is at the provider. */
export type Attempt = {
  /** What the adapter wants to have again. */
  remember: Readonly<Record<string, string>>
  /** Where the person goes afterwards; a path of the app. */
  next: string
  /** Hash of the cookie of the browser that asked: whoever brings the answer in another browser is not signed in there (login CSRF). */
  browser: string
  /** A signed-in person who links the provider to his account. */
  link?: string
  /** Token of an invitation that is accepted with it. */
  invitation?: string
  /** What the provider had the browser post (SAML), until the browser comes with its cookie. */
  posted?: string
}

const lifetimeMs = 10 * 60_000
const longestPost = 512 * 1024
const purposeOf = (id: string) => `sign-in attempt ${id}`

/** Writer beside verbs: who only wants to sign in has changed nothing of the organization yet. */
export async function keepAttempt(
  deps: Deps,
  input: { state: string; hat: Hat; kind: string; providerId: string; attempt: Attempt },
): Promise<void> {
  const id = hashSecret(input.state)
  const now = deps.now()
  await deps.db.prisma.signInAttempt.create({
    data: {
      id,
      hat: input.hat,
      kind: input.kind,
      identityProviderId: input.providerId,
      sealed: sealText(deps.installation, purposeOf(id), JSON.stringify(input.attempt)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimeMs),
    },
  })
}

/** Text for the state and for the browser's cookie: 256 random bits each. */
export const newState = (): string => newSid()

type Found = { hat: Hat; providerId: string; state: string }

/** Uses an attempt up, once whatever runs at the same time. Throws sign_in_replayed for one that was used, sign_in_expired for others. */
export async function takeAttemptOf(deps: Deps, { hat, providerId, state }: Found): Promise<Attempt> {
  const id = hashSecret(state)
  const { rows } = await deps.db.pool.query<{ sealed: string }>(
    `UPDATE sign_in_attempt SET used_at = $4 WHERE id = $1 AND hat = $2 AND identity_provider_id = $3 AND used_at IS NULL
       AND expires_at > $4 RETURNING sealed`,
    [id, hat, providerId, deps.now()],
  )
  const [row] = rows
  if (row !== undefined) return JSON.parse(openText(deps.installation, purposeOf(id), row.sealed)) as Attempt
  const known = await deps.db.prisma.signInAttempt.findUnique({ where: { id }, select: { usedAt: true } })
  throw new DomainError(known?.usedAt ? 'sign_in_replayed' : 'sign_in_expired')
}

/**
 * Keeps what a provider had the browser post until the browser comes back with its own cookie: a form that another site sends brings no
 * SameSite=Lax cookie along, the redirect after it does.
 */
export async function holdProviderAnswer(deps: Deps, found: Found, parameters: URLSearchParams): Promise<void> {
  const posted = parameters.toString()
  if (posted.length > longestPost) throw new DomainError('input_too_large')
  const id = hashSecret(found.state)
  const row = await deps.db.prisma.signInAttempt.findFirst({
    where: { id, hat: found.hat, identityProviderId: found.providerId, usedAt: null, expiresAt: { gt: deps.now() } },
  })
  if (row === null) throw new DomainError('sign_in_expired')
  const attempt = JSON.parse(openText(deps.installation, purposeOf(id), row.sealed)) as Attempt
  if (attempt.posted !== undefined) throw new DomainError('sign_in_replayed')
  await deps.db.prisma.signInAttempt.updateMany({
    where: { id, usedAt: null, sealed: row.sealed },
    data: { sealed: sealText(deps.installation, purposeOf(id), JSON.stringify({ ...attempt, posted })) },
  })
}
