import type { CookiesOptions } from 'next-auth'

export type App = 'admin' | 'portal'

/** Seconds; the row ends sooner when it idles. */
export const sessionLifetime = 30 * 24 * 3600

/** Cookies ignore ports, so each app has names of its own. With https: Secure, and names that only a secure origin can set. */
export function cookieNames(app: App, url: string): Pick<CookiesOptions, 'sessionToken' | 'callbackUrl' | 'csrfToken'> {
  const secure = url.startsWith('https:')
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const
  const prefix = secure ? '__Host-' : ''
  return {
    sessionToken: { name: `${prefix}gatehouse-${app}.session`, options },
    callbackUrl: { name: `${prefix}gatehouse-${app}.callback`, options },
    csrfToken: { name: `${prefix}gatehouse-${app}.csrf`, options },
  }
}
