import { createClient, ProblemError } from '@gatehouse/contracts/client'
import { type SignInStep, signIn as signInEndpoint } from '@gatehouse/contracts/endpoints/sign-in'

/** Signing in and out from a page: a step of ours gives a ticket, next-auth (CSRF token, then its form) makes a session of it. */

const call = createClient({ base: '' })

export type SignInOutcome = { ok: true } | { ok: false; code: string }

async function csrfToken(): Promise<string> {
  const response = await fetch('/api/auth/csrf', { headers: { accept: 'application/json' } })
  const body = (await response.json()) as { csrfToken: string }
  return body.csrfToken
}

async function post(path: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...form, csrfToken: await csrfToken(), callbackUrl: '/', json: 'true' }),
  })
  const body = (await response.json().catch(() => ({}))) as { url?: string }
  return body.url ?? ''
}

export type SignInNext = { state: 'in' } | { state: 'refused'; code: string } | Exclude<SignInStep, { state: 'done' }>

/** Makes a session of a ticket that owes nothing. */
export async function enter(ticket: string): Promise<SignInOutcome> {
  const url = await post('/api/auth/callback/credentials', { ticket })
  if (url === '') return { ok: false, code: 'unavailable' }
  const code = new URL(url, 'http://app.invalid').searchParams.get('error')
  return code === null ? { ok: true } : { ok: false, code: code === 'CredentialsSignin' ? 'ticket_invalid' : code }
}

/** Goes on after a step of signing in: opens the session when nothing is owed, else gives what is. */
export async function goOn(step: SignInStep): Promise<SignInNext> {
  if (step.state !== 'done') return step
  const outcome = await enter(step.ticket)
  return outcome.ok ? { state: 'in' } : { state: 'refused', code: outcome.code }
}

/** Signs in with e-mail and password. A refusal names a problem of the catalogue: sign_in_failed, email_unverified, rate_exceeded … */
export async function signIn(input: { email: string; password: string }): Promise<SignInNext> {
  try {
    return await goOn(await call(signInEndpoint, input))
  } catch (error) {
    return { state: 'refused', code: error instanceof ProblemError ? error.problem.code : 'unavailable' }
  }
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  await post('/api/auth/signout', {})
}
