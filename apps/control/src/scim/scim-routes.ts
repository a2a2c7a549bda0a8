import type { IncomingMessage } from 'node:http'
import { listResponse, resourceTypes, schemaResources, serviceProviderConfig } from '@gatehouse/auth/scim/discovery'
import { ScimError } from '@gatehouse/auth/scim/scim-error'
import { createFailureLimit } from '@gatehouse/http/failure-limit'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { scimBase } from '@gatehouse/services/scim/directory-of'
import type { ScimTokenResolver } from '@gatehouse/services/scim/token-resolver'
import type { Logger } from 'pino'
import type { Exchange, RawRoute } from '../http/server.ts'
import { createRequestRate } from './request-rate.ts'
import { defect, refusalOf, type ScimAnswer, sendScim } from './scim-answer.ts'
import { answerResource, kindOf } from './scim-resources.ts'

const prefix = '/scim/v2/'

export type ScimDeps = Pick<Context, 'db' | 'installation'> & {
  log: Logger
  tokens: ScimTokenResolver
  /** Requests of one token; more have to wait. Directories send up to some 30 in a second. */
  rate?: { perSecond: number; burst: number }
  /** Tries with a wrong token, per address and minute. */
  failuresPerMinute?: number
}

/** The SCIM 2.0 server (RFC 7643, RFC 7644). A bearer token says which directory speaks; all others' persons do not exist for it. */
export function scimRoutes(deps: ScimDeps): RawRoute[] {
  const failures = createFailureLimit({ limit: deps.failuresPerMinute ?? 20, windowMs: 60_000 })
  const rate = createRequestRate(deps.rate ?? { perSecond: 100, burst: 500 })
  const admit = async ({ request, requestId, address }: Exchange): Promise<Context> => {
    const wait = failures.blocked(address ?? '')
    if (wait !== undefined) throw new DomainError('rate_exceeded', undefined, { retryAfter: wait })
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const found = token === undefined ? undefined : await deps.tokens.resolve(token)
    if (found === undefined) {
      failures.fail(address ?? '')
      throw new DomainError('unauthenticated')
    }
    const late = rate.take(found.tokenId)
    if (late !== undefined) throw new DomainError('rate_exceeded', undefined, { retryAfter: late })
    return createContext({
      actor: found.actor,
      db: deps.db,
      installation: deps.installation,
      requestId,
      ...(address === undefined ? {} : { address }),
    })
  }
  const handler: RawRoute['handler'] = async (exchange) => {
    const { request, response, requestId } = exchange
    let answer: ScimAnswer
    try {
      answer = await answerTo(await admit(exchange), exchange)
    } catch (thrown) {
      const refusal = refusalOf(thrown)
      if (!refusal) deps.log.error({ part: 'scim', requestId, method: request.method, err: thrown }, 'request failed')
      answer = refusal ?? defect()
    }
    if (response.destroyed) return
    // What is left of a refused body is not read.
    if (!request.complete) response.setHeader('connection', 'close')
    sendScim(response, answer)
  }
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ method, path: `${prefix}*`, handler }))
}

function answerTo(ctx: Context, { request, url }: Exchange): Promise<ScimAnswer> | ScimAnswer {
  const [first, id, ...more] = url.pathname
    .slice(prefix.length)
    .split('/')
    .map((segment) => decoded(segment))
    .filter((segment) => segment !== '')
  if (more.length > 0 || first === undefined) throw new DomainError('not_found')
  const kind = kindOf(first)
  if (kind) return answerResource(ctx, kind, id, { request, url })
  if (first === 'Bulk' || first === 'Me') throw new ScimError(501, `${first} is not offered.`)
  return discovery(scimBase(ctx), first, id, request)
}

function discovery(base: string, first: string, id: string | undefined, { method }: IncomingMessage): ScimAnswer {
  if (first !== 'ServiceProviderConfig' && first !== 'ResourceTypes' && first !== 'Schemas')
    throw new DomainError('not_found')
  if (method !== 'GET' && method !== 'HEAD') throw new DomainError('method_not_allowed')
  if (first === 'ServiceProviderConfig') {
    if (id !== undefined) throw new DomainError('not_found')
    return { status: 200, body: serviceProviderConfig(base) }
  }
  const all = first === 'Schemas' ? schemaResources(base) : resourceTypes(base)
  if (id === undefined) return { status: 200, body: listResponse(all, all.length) }
  const one = all.find((resource) => resource.id.toLowerCase() === id.toLowerCase())
  if (!one) throw new DomainError('not_found')
  return { status: 200, body: one }
}

function decoded(segment: string): string {
  try {
    const text = decodeURIComponent(segment)
    if (text.includes('\0')) throw new DomainError('not_found')
    return text
  } catch {
    throw new DomainError('not_found')
  }
}
