import type { Actor } from '@gatehouse/contracts/actor'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import {
  beginProviderSignIn,
  endProviderSignIn,
  holdPostedAnswer,
  mayLinkNow,
} from '@gatehouse/services/identity-providers/sign-in/provider-sign-in'
import type { Log } from './handle.ts'
import { postedPage } from './posted-page.ts'
import { readForm } from './read-form.ts'
import { toDomainError } from './respond.ts'

/** What an app gives for sending its browsers to identity providers and taking them back. */
export type ProviderSignInOptions = {
  app: 'console' | 'portal'
  /** Public address of the app. */
  url: string
  db: Context['db']
  installation: Context['installation']
  log: Log
  address: (headers: Headers) => string | undefined
  currentActor: (request: Request) => Promise<Actor>
  /** Opens a session with a ticket and gives its cookie. */
  enter: (ticket: string, headers: Headers) => Promise<{ cookie: string } | { refused: DomainError['code'] }>
  /** Makes a place of this app of what a link says, and nothing else of it. */
  localPath: (next: string) => string
}

export type ProviderSignIn = {
  /** GET: off to the provider. */
  start: (request: Request, providerId: string) => Promise<Response>
  /** GET or POST: back from it. */
  back: (request: Request, providerId: string) => Promise<Response>
}

const cookieSeconds = 600
const longestForm = 512 * 1024
const secretText = /^[A-Za-z0-9_-]{43}$/

/** The two routes below `/sign-in/` of an app. Every outcome is a redirect (303), or a page that posts at once: a failure leads to a page that says what to do. */
export function createProviderSignIn(options: ProviderSignInOptions): ProviderSignIn {
  const { app, url: appUrl } = options
  const hat = app === 'console' ? 'member' : 'developer'
  const secure = appUrl.startsWith('https:')
  const cookieName = `${secure ? '__Host-' : ''}gatehouse-${app}.leaving`
  const cookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

  const guarded = async (
    request: Request,
    what: string,
    run: (ctx: Context) => Promise<Response>,
  ): Promise<Response> => {
    const actor = await options.currentActor(request)
    const address = options.address(request.headers)
    const { db, installation } = options
    const ctx = createContext({ actor, db, installation, app, ...(address === undefined ? {} : { address }) })
    try {
      return await run(ctx)
    } catch (thrown) {
      const { error, expected } = toDomainError(thrown)
      options.log({
        level: expected ? 'warn' : 'error',
        requestId: ctx.requestId,
        endpoint: what,
        actor: undefined,
        message: error.detail ?? error.code,
        ...(expected ? {} : { error: thrown }),
      })
      const failed = new URL('/sign-in/failed', appUrl)
      failed.searchParams.set('code', error.code)
      failed.searchParams.set('request', ctx.requestId)
      return redirect(failed.href)
    }
  }

  return {
    start: (request, providerId) =>
      guarded(request, 'signIn.start', async (ctx) => {
        const asked = new URL(request.url).searchParams
        const linking = asked.get('link') !== null
        const link = linking ? await mayLinkNow(ctx, request.headers.get('sec-fetch-site')) : undefined
        const invitation = asked.get('invitation')
        const known = readCookie(request, cookieName)
        const { url, browser, post } = await beginProviderSignIn(ctx, {
          hat,
          providerId,
          next: options.localPath(asked.get('next') ?? '/'),
          ...(link === undefined ? {} : { link }),
          ...(invitation === null || !secretText.test(invitation) ? {} : { invitation }),
          ...(known !== undefined && secretText.test(known) ? { browser: known } : {}),
        })
        const cookies = [cookie(browser, cookieSeconds)]
        return post === undefined ? redirect(url, cookies) : postedPage(url, post, cookies)
      }),

    back: (request, providerId) =>
      guarded(request, 'signIn.return', async (ctx) => {
        if (request.method === 'POST') {
          const { url } = await holdPostedAnswer(ctx, {
            hat,
            providerId,
            parameters: await readForm(request, longestForm),
          })
          return redirect(url)
        }
        const { actor } = ctx
        const ended = await endProviderSignIn(ctx, {
          hat,
          providerId,
          parameters: new URL(request.url).searchParams,
          browser: readCookie(request, cookieName),
          personId: actor.kind === 'member' || actor.kind === 'developer' ? actor.personId : undefined,
        })
        const target = new URL(options.localPath(ended.next), appUrl).href
        if ('linked' in ended) return redirect(target, [cookie('', 0)])
        const session = await options.enter(ended.ticket, request.headers)
        if ('refused' in session) throw new DomainError(session.refused)
        return redirect(target, [session.cookie, cookie('', 0)])
      }),
  }
}

/** 303, so that a form that was posted is not posted on; nothing of it is kept or told to the next page. */
function redirect(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  for (const value of cookies) headers.append('set-cookie', value)
  return new Response(null, { status: 303, headers })
}

function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
