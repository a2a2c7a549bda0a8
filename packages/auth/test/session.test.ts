import type { Actor } from '@gatehouse/contracts/actor'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decode, encode, nextAuth } from '../src/session/next-auth.ts'
import { type AuthSettings, createAuth, type SessionStore } from '../src/session.ts'

const secret = 'a secret for tests only, long enough'
const member: Actor = { kind: 'member', personId: 'per' as never, sessionId: 'ses' as never, grants: [] }

function setUp(app: AuthSettings['app'] = 'admin', url = 'http://localhost:4000') {
  const rows = new Map<string, Actor>()
  const store = {
    enter: vi.fn<SessionStore['enter']>(async (ticket) => {
      if (ticket !== 'right') return { refused: 'ticket_invalid' }
      rows.set('sid-1', member)
      return { sid: 'sid-1' }
    }),
    read: async (sid: string) => rows.get(sid),
    close: async (sid: string) => {
      rows.delete(sid)
    },
  }
  const log = vi.fn()
  const auth = createAuth({ app, url, secret, store, address: () => '192.0.2.1', log })
  return { auth, store, log }
}

/** next-auth's own handler, as its route handler runs it in Next, with a plain request and answer. */
async function send(
  auth: ReturnType<typeof createAuth>,
  method: string,
  path: string[],
  body: Record<string, string> = {},
  cookies: Record<string, string> = {},
) {
  const set: Record<string, string> = {}
  const raw: string[] = []
  let answer: unknown
  const response = {
    status: () => response,
    getHeader: () => raw,
    setHeader(name: string, value: string | string[]) {
      if (name.toLowerCase() !== 'set-cookie') return response
      raw.splice(0, raw.length, ...[value].flat())
      for (const cookie of raw) {
        const [, key = '', text = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        set[key] = decodeURIComponent(text)
      }
      return response
    },
    json: (value: unknown) => {
      answer = value
    },
    send: (value: unknown) => {
      answer = value
    },
    end: () => undefined,
  }
  const handle = nextAuth(auth.options) as (request: unknown, response: unknown) => Promise<void>
  const headers = { host: 'localhost:4000', 'user-agent': 'test' }
  await handle({ method, query: { nextauth: path }, body: { ...body, json: 'true' }, cookies, headers }, response)
  return { set, raw: [...raw], answer: answer as { url?: string; csrfToken?: string } }
}

async function signIn(auth: ReturnType<typeof createAuth>, ticket: string) {
  const csrf = await send(auth, 'GET', ['csrf'])
  const form = { ticket, csrfToken: csrf.answer.csrfToken ?? '' }
  return { csrf, ...(await send(auth, 'POST', ['callback', 'credentials'], form, csrf.set)) }
}

const cookieOf = (set: Record<string, string>) => ({
  get: (name: string) => (name in set ? { value: set[name] ?? '' } : undefined),
})

beforeEach(() => vi.stubEnv('NEXTAUTH_URL', 'http://localhost:4000'))
afterEach(() => vi.unstubAllEnvs())

describe('signing in', () => {
  test('opens a session whose cookie carries its sid and nothing else', async () => {
    const { auth, store } = setUp()
    const { set, raw } = await signIn(auth, 'right')
    expect(store.enter).toHaveBeenCalledWith('right', { address: '192.0.2.1', userAgent: 'test' })
    const token = await decode({ token: set['gatehouse-admin.session'] ?? '', secret })
    expect(Object.keys(token ?? {}).sort()).toEqual(['exp', 'iat', 'jti', 'sid'])
    const cookie = raw.find((line) => line.startsWith('gatehouse-admin.session=')) ?? ''
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(await auth.currentActor(cookieOf(set))).toEqual(member)
  })

  test('reads the session of a request too, and of no other app', async () => {
    const { auth } = setUp()
    const { set } = await signIn(auth, 'right')
    const cookie = Object.entries(set)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('; ')
    expect(await auth.currentActor(new Request('http://localhost:4000', { headers: { cookie } }))).toEqual(member)
    const { auth: portal } = setUp('portal')
    expect(await portal.currentActor(cookieOf(set))).toEqual({ kind: 'visitor' })
  })

  test('refuses with the problem’s code and opens nothing', async () => {
    const { auth } = setUp()
    const { set, answer } = await signIn(auth, 'wrong')
    expect(new URL(answer.url ?? '').searchParams.get('error')).toBe('ticket_invalid')
    expect(set).not.toHaveProperty('gatehouse-admin.session')
  })

  test('needs next-auth’s CSRF token', async () => {
    const { auth, store } = setUp()
    const csrf = await send(auth, 'GET', ['csrf'])
    await send(auth, 'POST', ['callback', 'credentials'], { ticket: 'right', csrfToken: 'forged' }, csrf.set)
    expect(store.enter).not.toHaveBeenCalled()
  })

  test('opens the same session where the answer is a redirect of ours', async () => {
    const { auth } = setUp()
    const entered = await auth.enter('right', new Headers({ 'user-agent': 'test' }))
    const cookie = 'cookie' in entered ? entered.cookie : ''
    expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
    const request = new Request('http://localhost:4000', { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(await auth.currentActor(request)).toEqual(member)
    expect(await auth.enter('wrong', new Headers())).toEqual({ refused: 'ticket_invalid' })
  })

  test('hands no object on where a text is meant', async () => {
    const { auth, store } = setUp()
    await signIn(auth, { not: '' } as never)
    expect(store.enter).not.toHaveBeenCalled()
  })
})

describe('a session', () => {
  test('ended on the server is ended, whatever the cookie says', async () => {
    const { auth, store } = setUp()
    const { set } = await signIn(auth, 'right')
    await store.close('sid-1')
    expect(await auth.currentActor(cookieOf(set))).toEqual({ kind: 'visitor' })
  })

  test('ends with signing out', async () => {
    const { auth } = setUp()
    const { set, csrf } = await signIn(auth, 'right')
    await send(auth, 'POST', ['signout'], { csrfToken: csrf.answer.csrfToken ?? '' }, { ...csrf.set, ...set })
    expect(await auth.currentActor(cookieOf(set))).toEqual({ kind: 'visitor' })
  })

  test.each([
    ['garbage', async () => 'x.y.z'],
    [
      'a token of another secret',
      () => encode({ token: { sid: 'sid-1' }, secret: 'another secret, also long enough' }),
    ],
    ['a token without a sid', () => encode({ token: { sub: 'per_1' }, secret })],
  ])('is not opened by %s', async (_, make) => {
    const { auth } = setUp()
    await signIn(auth, 'right')
    expect(await auth.currentActor(cookieOf({ 'gatehouse-admin.session': await make() }))).toEqual({ kind: 'visitor' })
  })

  test('says nothing of the person in next-auth’s own answer', async () => {
    const { auth } = setUp()
    const { set } = await signIn(auth, 'right')
    const { answer } = await send(auth, 'GET', ['session'], {}, set)
    expect(Object.keys(answer)).toEqual(['expires'])
  })

  test('over https has a cookie that only a secure origin can set', () => {
    const { auth } = setUp('portal', 'https://portal.example')
    expect(auth.options.cookies?.sessionToken).toMatchObject({
      name: '__Host-gatehouse-portal.session',
      options: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
    })
  })
})
