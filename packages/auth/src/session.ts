import type { Actor } from '@gatehouse/contracts/actor'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import { type App, cookieNames, sessionLifetime } from './session/cookies.ts'
import { type AuthOptions, decode, nextAuth } from './session/next-auth.ts'
import { readCookie } from './session/read-cookie.ts'

export type Visit = { address?: string; userAgent?: string }

/** What sessions rest on; services has the functions, the app hands them in. */
export type SessionStore = {
  /** Judges e-mail and password. A refusal names its problem. */
  signIn: (
    input: { email: string; password: string } & Visit,
  ) => Promise<{ personId: string } | { refused: ProblemCode }>
  /** Opens a session and gives its secret. */
  open: (personId: string, visit: Visit) => Promise<{ sid: string }>
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
        name: 'E-mail and password',
        type: 'credentials',
        credentials: {},
        authorize: async (given, request) => {
          const { email, password } = (given ?? {}) as Record<string, unknown>
          if (typeof email !== 'string' || typeof password !== 'string') throw new Error('sign_in_failed')
          const visit = visitOf(new Headers(request.headers as Record<string, string> | undefined), settings.address)
          const outcome = await store.signIn({
            email: email.slice(0, 320),
            password: password.slice(0, 1024),
            ...visit,
          })
          // The code travels to the sign-in page in next-auth's error parameter.
          if ('refused' in outcome) throw new Error(outcome.refused)
          return { id: outcome.personId, visit } as { id: string }
        },
      },
    ],
    callbacks: {
      jwt: async ({ token, user }) => {
        if (!user) return token
        const { id, visit } = user as { id: string; visit?: Visit }
        return { ...(await store.open(id, visit ?? {})) }
      },
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
  }
}

function visitOf(headers: Headers, address: AuthSettings['address']): Visit {
  const from = address(headers)
  const userAgent = headers.get('user-agent')?.slice(0, 300)
  return { ...(from === undefined ? {} : { address: from }), ...(userAgent ? { userAgent } : {}) }
}
