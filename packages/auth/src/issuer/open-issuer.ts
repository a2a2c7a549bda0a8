import type { IncomingMessage, ServerResponse } from 'node:http'
import Provider, { errors } from 'oidc-provider'
import { verifyOutcome } from './assertion.ts'
import { clientSecretPrefix, matchesSecret } from './client-secret.ts'
import { configure, type IssuerDeps } from './configuration.ts'
import { askedBy, makeGrant } from './grants.ts'
import { mayBeIssuer } from './issuer-address.ts'
import { errorPage } from './pages.ts'
import { findRecord } from './record-store.ts'
import { createStructuredTokens } from './structured-tokens.ts'

export type Issuer = {
  /** Answers a request below `/oauth/` or at one of the two well-known addresses. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

const stateHoldsMs = 1_000

/**
 * The OAuth 2.0 / OpenID Connect server. Policy, scope catalogue and keys are looked at each second; a change makes a new provider,
 * and what is under way goes on there, because all of it is in the database.
 */
export function openIssuer(deps: IssuerDeps): Issuer {
  if (!mayBeIssuer(deps.issuer)) throw new Error('the OAuth server needs https, or http on the loopback address')
  let held: { version: string; provider: Provider; callback: ReturnType<Provider['callback']> } | undefined
  let lookedAt = 0
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const state = await deps.ports.loadState()
    if (state.version !== held?.version) {
      const provider = build(deps, state)
      held = { version: state.version, provider, callback: provider.callback() }
    }
    lookedAt = Date.now()
  }

  async function current() {
    if (held === undefined || Date.now() - lookedAt >= stateHoldsMs) {
      looking ??= look().finally(() => {
        looking = undefined
      })
      await looking
    }
    if (held === undefined) throw new Error('the OAuth server has no state')
    return held
  }

  return {
    async handle(request, response) {
      // The scheme is what the installation says it is, never what a header says.
      request.headers['x-forwarded-proto'] = new URL(deps.issuer).protocol.slice(0, -1)
      for (const name of ['x-forwarded-host', 'x-forwarded-for', 'forwarded']) delete request.headers[name]
      secure(response)
      const { provider, callback } = await current()
      const url = new URL(request.url ?? '/', deps.issuer)
      const [, uid, finish] = /^\/oauth\/interaction\/([\w-]{10,100})(\/finish)?$/.exec(url.pathname) ?? []
      if (uid === undefined) await callback(request, response)
      else if (request.method !== 'GET') end(response, 405, 'invalid_request')
      else if (finish === undefined) await toPortal(deps, uid, response)
      else await finishInteraction(deps, provider, uid, url.searchParams.get('assertion') ?? '', request, response)
    },
  }
}

function build(deps: IssuerDeps, state: Awaited<ReturnType<IssuerDeps['ports']['loadState']>>): Provider {
  const provider = new Provider(deps.issuer, configure(deps, state))
  provider.proxy = true
  // Only hashes are kept, so they stand where the library looks for the secret.
  provider.Client.prototype.compareClientSecret = function compareClientSecret(this: { clientSecret?: string }, given) {
    return matchesSecret(this.clientSecret ?? '', given)
  }
  provider.use(hideSecretHashes as never)
  provider.use(createStructuredTokens(deps, state) as never)
  provider.on('server_error', (_ctx, error) => deps.ports.log('error', 'the OAuth server failed', error))
  return provider
}

/** A registration that is read again shows no secret, and never the hashes that stand in its place. */
async function hideSecretHashes(ctx: { body: unknown }, next: () => Promise<void>): Promise<void> {
  await next()
  const { body } = ctx
  if (typeof body !== 'object' || body === null || !('client_secret' in body)) return
  if (!String(body.client_secret).startsWith(clientSecretPrefix)) delete body.client_secret
}

/** For each answer. A form that posts itself adds its script's hash to `script-src`. */
function secure(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  )
}

function end(response: ServerResponse, status: number, error: string, description?: string): void {
  response.statusCode = status
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.end(errorPage({ error, error_description: description }, undefined))
}

/** The browser comes here first, so that the interaction's cookie is of this address; the pages are the portal's. */
async function toPortal(deps: IssuerDeps, uid: string, response: ServerResponse): Promise<void> {
  const record = await findRecord(deps.pool, 'Interaction', uid)
  const name = (record?.prompt as { name?: unknown } | undefined)?.name
  if (name !== 'login' && name !== 'consent') return end(response, 400, 'invalid_request', 'this sign-in is over')
  response.statusCode = 303
  response.setHeader('cache-control', 'no-store')
  response.setHeader(
    'location',
    `${deps.portalUrl}/oauth/${name === 'login' ? 'sign-in' : 'consent'}?interaction=${uid}`,
  )
  response.end()
}

/** Takes what the portal's page says: its signature, for this interaction, from the browser that holds the interaction's cookie. */
async function finishInteraction(
  deps: IssuerDeps,
  provider: Provider,
  uid: string,
  assertion: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('cache-control', 'no-store')
  const outcome = await verifyOutcome(deps.secretKey, uid, assertion)
  if (outcome === undefined) return end(response, 400, 'invalid_request', 'this sign-in took too long')
  try {
    const interaction = await provider.interactionDetails(request, response)
    if (interaction.uid !== uid) throw new errors.SessionNotFound('another sign-in')
    if (outcome.kind === 'denied') {
      const result = { error: 'access_denied', error_description: 'the end user refused' }
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
    }
    if (outcome.kind !== (interaction.prompt.name === 'login' ? 'login' : 'consent'))
      throw new errors.SessionNotFound('another step')
    if (outcome.kind === 'login') {
      const result = { login: { accountId: outcome.accountId } }
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
    }
    const accountId = interaction.session?.accountId
    const clientId = String(interaction.params.client_id)
    if (accountId === undefined || accountId !== outcome.accountId) throw new errors.SessionNotFound('another end user')
    const [client, account] = await Promise.all([deps.ports.findClient(clientId), deps.ports.findAccount(accountId)])
    if (client === undefined || account === undefined) throw new errors.SessionNotFound('it may not go on')
    const given = outcome.scopes.filter((scope) => !account.withheld.includes(scope))
    await deps.ports.saveConsent(accountId, client.applicationId, given)
    const grantId = await makeGrant(provider, { accountId, clientId }, askedBy(interaction.params), new Set(given))
    await provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true })
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error
    end(response, 400, 'invalid_request', 'this sign-in is over, or was begun in another browser')
  }
}
