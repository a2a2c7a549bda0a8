/** Signing in and out from a page: next-auth's two steps (its CSRF token, then the form) without its React parts. */

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

/** Signs in with e-mail and password. A refusal names a problem of the catalogue: sign_in_failed, email_unverified, rate_exceeded. */
export async function signIn(input: { email: string; password: string }): Promise<SignInOutcome> {
  const url = await post('/api/auth/callback/credentials', input)
  if (url === '') return { ok: false, code: 'unavailable' }
  const code = new URL(url, 'http://app.invalid').searchParams.get('error')
  return code === null ? { ok: true } : { ok: false, code: code === 'CredentialsSignin' ? 'sign_in_failed' : code }
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  await post('/api/auth/signout', {})
}
