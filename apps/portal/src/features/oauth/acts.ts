import { clientAddress, parseTrustedProxies } from '@gatehouse/http/client-address'
import { peerHeader } from '@gatehouse/http/peer-address'
import { changeEndUserPassword } from '@gatehouse/services/end-users/change-password'
import { withdrawOwnConsent } from '@gatehouse/services/end-users/consents'
import { setEndUserPassword, verifyEndUserEmail } from '@gatehouse/services/end-users/follow-link'
import { interactionAddress } from '@gatehouse/services/end-users/interaction'
import { closeEndUserSession, openEndUserSession } from '@gatehouse/services/end-users/sessions'
import { judgeEndUserSignIn } from '@gatehouse/services/end-users/sign-in'
import { requestEndUserPassword, signUpEndUser } from '@gatehouse/services/end-users/sign-up'
import { asSystem, type Context } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { portalUrl, readSettings } from '../../env.ts'
import { log } from '../../server/log.ts'
import { currentEndUser, interactionOf, oauthContext, sessionCookie } from './read-oauth.ts'

type Call = { ctx: Context; form: FormData; text: (name: string) => string; uid: string | undefined }
type Next = { to: string; cookie?: string }

const largestBody = 16 * 1024

/** What the forms of an end user's pages do; each ends with a redirect (303), so nothing is sent twice by going back. */
const acts: Record<string, (call: Call) => Promise<Next>> = {
  async 'sign-in'({ ctx, text, uid }) {
    const outcome = await judgeEndUserSignIn(ctx, { email: text('email'), password: text('password') })
    if ('refused' in outcome) return { to: withQuery('/oauth/sign-in', { interaction: uid, error: outcome.refused }) }
    const { sid, seconds } = await openEndUserSession(ctx, outcome.endUserId)
    const cookie = setCookie(sid, seconds)
    if (uid === undefined) return { to: '/oauth/consents', cookie }
    return { to: await interactionAddress(ctx, uid, { kind: 'login', accountId: outcome.endUserId }), cookie }
  },
  async allow({ ctx, form, uid }) {
    const interaction = await interactionOf(uid)
    if (uid === undefined || interaction?.step !== 'consent' || interaction.endUser === null)
      return { to: withQuery('/oauth/consent', { interaction: uid }) }
    const ticked = new Set(form.getAll('scope').filter((value) => typeof value === 'string'))
    const scopes = interaction.scopes.map(({ name }) => name).filter((name) => ticked.has(name))
    const outcome = { kind: 'consent' as const, accountId: interaction.endUser.id, scopes }
    return { to: await interactionAddress(ctx, uid, outcome) }
  },
  async deny({ ctx, uid }) {
    return { to: uid === undefined ? '/oauth/sign-in' : await interactionAddress(ctx, uid, { kind: 'denied' }) }
  },
  async 'sign-up'({ ctx, text, uid }) {
    await signUpEndUser({ ctx, input: { name: text('name'), email: text('email'), password: text('password') } })
    return { to: withQuery('/oauth/sign-up', { interaction: uid, done: '1' }) }
  },
  async 'forgot-password'({ ctx, text }) {
    await requestEndUserPassword({ ctx, input: { email: text('email') } })
    return { to: '/oauth/forgot-password?done=1' }
  },
  async password({ ctx, text }) {
    await setEndUserPassword({ ctx, input: { token: text('token'), password: text('password') } })
    return { to: '/oauth/sign-in?done=password' }
  },
  async verify({ ctx, text }) {
    await verifyEndUserEmail({ ctx, input: { token: text('token') } })
    return { to: '/oauth/sign-in?done=verified' }
  },
  async withdraw({ ctx, text }) {
    const endUser = await currentEndUser()
    if (endUser === undefined) return { to: '/oauth/sign-in' }
    const input = { endUserId: endUser.endUserId, applicationId: text('applicationId') }
    await withdrawOwnConsent({ ctx: asSystem(ctx, 'end-user'), input })
    return { to: '/oauth/consents' }
  },
  async 'change-password'({ ctx, text }) {
    const endUser = await currentEndUser()
    if (endUser?.email == null) return { to: '/oauth/sign-in' }
    const { endUserId, email } = endUser
    const given = { endUserId, email, current: text('current'), password: text('password') }
    const outcome = await changeEndUserPassword(ctx, given)
    if ('refused' in outcome) return { to: withQuery('/oauth/change-password', { error: outcome.refused }) }
    // All sessions have ended, this one too: he goes on with a new one.
    const { sid, seconds } = await openEndUserSession(ctx, endUserId)
    return { to: '/oauth/consents?done=password', cookie: setCookie(sid, seconds) }
  },
  async 'sign-out'({ ctx, form }) {
    const sid = form.get('sid')
    if (typeof sid === 'string') await closeEndUserSession(ctx, sid)
    return { to: '/oauth/sign-in', cookie: setCookie('', 0) }
  },
}

/** Runs an act for a form of our own page; an expected refusal goes back to the page with its code. */
export async function act(name: string, request: Request): Promise<Response> {
  const run = Object.hasOwn(acts, name) ? acts[name] : undefined
  if (run === undefined) return new Response(null, { status: 404 })
  if (!fromOurPage(request)) return new Response(null, { status: 403 })
  const form = await readForm(request)
  if (form === undefined) return new Response(null, { status: 400 })
  if (name === 'sign-out') form.set('sid', cookieOf(request) ?? '')
  const text = (member: string) => {
    const value = form.get(member)
    return typeof value === 'string' ? value.slice(0, 4_000) : ''
  }
  const uid = /^[\w-]{10,100}$/.test(text('interaction')) ? text('interaction') : undefined
  const settings = readSettings()
  const address = clientAddress(
    request.headers.get(peerHeader) ?? undefined,
    request.headers.get('x-forwarded-for'),
    parseTrustedProxies(settings.trustedProxies),
  )
  try {
    const { to, cookie } = await run({ ctx: oauthContext(address === undefined ? {} : { address }), form, text, uid })
    return redirectTo(to, cookie)
  } catch (error) {
    if (!(error instanceof DomainError)) {
      log({ level: 'error', message: `the form ${name} of an end user failed`, error })
      return redirectTo(withQuery(pageOf(name), { interaction: uid, error: 'internal_error' }))
    }
    const reason = error.errors?.find(({ rule }) => rule === 'password')?.expected
    const token = text('token') || undefined
    return redirectTo(withQuery(pageOf(name), { interaction: uid, token, error: error.code, reason }))
  }
}

const pageOf = (name: string): string =>
  name === 'allow' || name === 'deny' ? '/oauth/consent' : name === 'withdraw' ? '/oauth/consents' : `/oauth/${name}`

function withQuery(path: string, members: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(members)) if (value !== undefined) query.set(name, value)
  return query.size === 0 ? path : `${path}?${query}`
}

function redirectTo(location: string, cookie?: string): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  if (cookie !== undefined) headers.set('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

function setCookie(value: string, seconds: number): string {
  const secure = portalUrl().startsWith('https:') ? '; Secure' : ''
  return `${sessionCookie()}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`
}

function cookieOf(request: Request): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split('; ')
  return pairs.find((pair) => pair.startsWith(`${sessionCookie()}=`))?.slice(sessionCookie().length + 1)
}

/** A form of another site must not act here. Our pages send no referrer, so their Origin may be `null`; Sec-Fetch-Site tells. */
function fromOurPage(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  return site === 'same-origin' || (site === null && request.headers.get('origin') === new URL(portalUrl()).origin)
}

async function readForm(request: Request): Promise<FormData | undefined> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return undefined
  if (Number(request.headers.get('content-length') ?? largestBody + 1) > largestBody) return undefined
  return request.formData().catch(() => undefined)
}
