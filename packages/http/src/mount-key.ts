import type { Actor } from '@gatehouse/contracts/actor'
import { listDocumentKeys } from '@gatehouse/contracts/endpoints/documents'
import { tokenExchange } from '@gatehouse/contracts/job-tokens'
import { createContext } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { createFailureLimit } from './failure-limit.ts'
import { apiPrefix, createHandler, type Handler, type MountOptions } from './handle.ts'
import { answerJobToken } from './job-token.ts'
import { openApiDocument } from './openapi.ts'
import { respondProblem } from './respond.ts'

/** The API for management keys, mounted in the control plane; its OpenAPI document is public at `/api/v1/openapi.json`. */
export function mountKey(
  options: MountOptions & {
    trustedProxies: TrustedProxies
    /** The key's service account; undefined for a key that is unknown, expired, revoked or switched off. */
    resolveKey: (key: string) => Promise<Actor | undefined>
    /** Failures per address and minute before it has to wait; 20 unless said. */
    failuresPerMinute?: number
  },
): Handler {
  const failures = createFailureLimit({ limit: options.failuresPerMinute ?? 20, windowMs: 60_000 })
  const document = JSON.stringify(openApiDocument(options.routes, { serverUrl: options.installation.controlUrl }))
  const handler = createHandler(options, {
    audiences: ['management'],
    // Whoever checks a signed document asks where its signer is managed, without a key.
    also: [listDocumentKeys.id],
    admit(_, address) {
      const wait = failures.blocked(address ?? '')
      if (wait !== undefined) throw new DomainError('rate_exceeded', undefined, { retryAfter: wait })
    },
    async actor(request, address) {
      const key = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      if (key === undefined) return { kind: 'visitor' }
      const actor = await options.resolveKey(key)
      if (actor === undefined) {
        failures.fail(address ?? '')
        throw new DomainError('unauthenticated')
      }
      return actor
    },
    address: (request, peer) => clientAddress(peer, request.headers.get('x-forwarded-for'), options.trustedProxies),
    challenge: { 'www-authenticate': 'Bearer realm="Gatehouse management API"' },
  })
  const jobToken = async (request: Request, peer: string | undefined): Promise<Response> => {
    const address = clientAddress(peer, request.headers.get('x-forwarded-for'), options.trustedProxies)
    const ctx = createContext({
      actor: { kind: 'visitor' },
      db: options.db,
      installation: options.installation,
      ...(options.now ? { now: options.now } : {}),
      ...(address === undefined ? {} : { address }),
    })
    const wait = failures.blocked(address ?? '')
    if (wait !== undefined) {
      const error = new DomainError('rate_exceeded', undefined, { retryAfter: wait })
      return respondProblem(error, { portalUrl: options.installation.portalUrl, requestId: ctx.requestId })
    }
    const { response, failed, thrown } = await answerJobToken(ctx, request)
    if (failed) failures.fail(address ?? '')
    if (thrown !== undefined) {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      const { requestId } = ctx
      options.log({ level: 'error', requestId, endpoint: 'jobToken', actor: undefined, message, error: thrown })
    }
    return response
  }
  return async (request, peer) => {
    if (new URL(request.url).pathname === tokenExchange.path) return jobToken(request, peer)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || new URL(request.url).pathname !== `${apiPrefix}/openapi.json`) return handler(request, peer)
    return new Response(request.method === 'HEAD' ? null : document, {
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' },
    })
  }
}
