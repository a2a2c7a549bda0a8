import type { Actor } from '@gatehouse/contracts/actor'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import { type App, cookieNames, sessionLifetime } from './session/cookies.ts'
import { type AuthOptions, decode, encode, nextAuth } from './session/next-auth.ts'
import { readCookie } from './session/read-cookie.ts'

export type Visit = { address?: string; userAgent?: string }

/** What sessions rest on; services has the functions, the app hands them in. */
export type SessionStore = {
  /** Makes a session of a sign-in ticket, once, and gives its secret. A refusal names its problem. */
  enter: (ticket: string, visit: Visit) => Promise<{ sid: string } | { refused: ProblemCode }>
  /** The session's actor with what he may do now; undefined once it ended or the person was switched off. */
  read: (sid: string) => Promise<Actor | undefined>
  close: (sid: string) => Promise<void>
}

export type AuthSettings = {
  app: App
  /** The app's public address; https makes its cookies Secure. */
  url: string
  secret: string
  store: SessionStore
  /** The client's address, as the app's API mount finds it. */
  address: (headers: Headers) => string | undefined
  /** A surprise in next-auth or the store. */
  log: (message: string, error?: unknown) => void
}

/** A Next request's cookies (`await cookies()`), or a whole request. */
export type CookieSource = Request | { get: (name: string) => { value: string } | undefined }

export type RouteContext = { params: Promise<{ nextauth: string[] }> }

export type Auth = {
  /** GET and POST of `app/api/auth/[...nextauth]/route.ts`. */
  handler: (request: Request, context: RouteContext) => Promise<Response>
  /** Who is signed in; a visitor when nobody is. Reads the session's row each time, so an ended session ends at once. */
  currentActor: (source: CookieSource) => Promise<Actor>
  /**
   * Opens a session with a ticket where the answer is not next-auth's: a way back from an identity provider that ends in a redirect.
   * Gives the Set-Cookie header.
   */
  enter: (ticket: string, headers: Headers) => Promise<{ cookie: string } | { refused: ProblemCode }>
  options: AuthOptions
}

/**
 * Sign-in and sessions of one app. The cookie is next-auth's encrypted JWT and carries only a random `sid`; the row of that sid is
 * the session. next-auth reads its own address from NEXTAUTH_URL.
 */
export function createAuth(settings: AuthSettings): Auth {
  const { store, secret } = settings
  const cookies = cookieNames(settings.app, settings.url)
  const options: AuthOptions = {
    secret,
    session: { strategy: 'jwt', maxAge: sessionLifetime },
    jwt: { maxAge: sessionLifetime },
    cookies,
    useSecureCookies: settings.url.startsWith('https:'),
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-out' },
    providers: [
      {
        id: 'credentials',
        name: 'Sign-in ticket',
        type: 'credentials',
        credentials: {},
        authorize: async (given, request) => {
          const { ticket } = (given ?? {}) as Record<string, unknown>
          if (typeof ticket !== 'string' || ticket.length > 200) throw new Error('ticket_invalid')
          const headers = new Headers(request.headers as Record<string, string> | undefined)
          const outcome = await store.enter(ticket, visitOf(headers, settings.address))
          // The code travels to the sign-in page in next-auth's error parameter.
          if ('refused' in outcome) throw new Error(outcome.refused)
          return { id: outcome.sid }
        },
      },
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      // Nothing of the person in what /api/auth/session answers: who is signed in, the API says.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await store.close(token.sid)
      },
    },
    logger: {
      error: (code, metadata) => settings.log(`next-auth: ${code}`, metadata),
      warn: () => undefined,
      debug: () => undefined,
    },
  }
  return {
    options,
    handler: nextAuth(options) as Auth['handler'],
    async currentActor(source) {
      const cookie = readCookie(source, cookies.sessionToken.name)
      if (cookie === undefined) return { kind: 'visitor' }
      const token = await decode({ token: cookie, secret }).catch(() => null)
      const actor = typeof token?.sid === 'string' ? await store.read(token.sid) : undefined
      return actor ?? { kind: 'visitor' }
    },
    async enter(ticket, headers) {
      const outcome = await store.enter(ticket, visitOf(headers, settings.address))
      if ('refused' in outcome) return outcome
      const value = await encode({ token: { sid: outcome.sid }, secret, maxAge: sessionLifetime })
      return { cookie: sessionCookie(cookies.sessionToken.name, value, settings.url) }
    },
  }
}

function sessionCookie(name: string, value: string, url: string): string {
  const secure = url.startsWith('https:') ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${sessionLifetime}; HttpOnly; SameSite=Lax${secure}`
}

function visitOf(headers: Headers, address: AuthSettings['address']): Visit {
  const from = address(headers)
  const userAgent = headers.get('user-agent')?.slice(0, 300)
  return { ...(from === undefined ? {} : { address: from }), ...(userAgent ? { userAgent } : {}) }
}
