import { type Actor, actorRef } from '@gatehouse/contracts/actor'
import type { EndpointAudience } from '@gatehouse/contracts/endpoint'
import { newId } from '@gatehouse/contracts/ids'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { readCall } from './read-headers.ts'
import { readInput } from './read-input.ts'
import { respond, respondProblem, toDomainError } from './respond.ts'
import type { Route } from './route.ts'
import { createRouter } from './router.ts'

/** One line of a mount's log; `error` is for operators only. */
export type LogEntry = {
  level: 'error' | 'warn'
  requestId: string
  endpoint: string | undefined
  actor: string | undefined
  message: string
  error?: unknown
}
export type Log = (entry: LogEntry) => void

/** What all mounts need. */
export type MountOptions = {
  routes: readonly Route[]
  db: Context['db']
  installation: Context['installation']
  log: Log
  now?: () => Date
}

/** What tells the mounts apart: who is let in, and how the actor is found. */
export type Gate = {
  audiences: readonly EndpointAudience[]
  /** Ids of endpoints that are served besides. */
  also?: readonly string[]
  /** Refuses before anything else is read. Throws DomainError. */
  admit: (request: Request, address: string | undefined) => void
  actor: (request: Request, address: string | undefined) => Promise<Actor>
  address: (request: Request, peer: string | undefined) => string | undefined
  /** The app whose session mount it is. */
  app?: 'console' | 'portal'
  /** Headers of a 401. */
  challenge?: Record<string, string>
}

/** `peer`: the connection's address, where the server knows it. */
export type Handler = (request: Request, peer?: string) => Promise<Response>

export const apiPrefix = '/api/v1'

/** Builds the handler of a mount: route → gate → actor → input → use case → answer or problem. */
export function createHandler(options: MountOptions, gate: Gate): Handler {
  const isServed = ({ endpoint }: Route) =>
    gate.audiences.includes(endpoint.audience) || gate.also?.includes(endpoint.id) === true
  const router = createRouter(options.routes.filter(isServed))
  const { portalUrl } = options.installation
  return async (request, peer) => {
    const requestId = newId('request')
    let endpoint: string | undefined
    let actor: Actor | undefined
    const headers: Record<string, string> = {}
    try {
      const url = new URL(request.url)
      if (!url.pathname.startsWith(`${apiPrefix}/`)) throw new DomainError('not_found')
      const match = router.match(request.method, url.pathname.slice(apiPrefix.length))
      if (!match.found) {
        if (match.allow.length === 0) throw new DomainError('not_found')
        headers.allow = match.allow.join(', ')
        throw new DomainError('method_not_allowed')
      }
      const { route } = match
      endpoint = route.endpoint.id
      const address = gate.address(request, peer)
      gate.admit(request, address)
      actor = await gate.actor(request, address)
      if (actor.kind === 'visitor' && route.endpoint.audience !== 'public') throw new DomainError('unauthenticated')
      const userAgent = request.headers.get('user-agent')?.slice(0, 300)
      const ctx = createContext({
        actor,
        db: options.db,
        installation: options.installation,
        requestId,
        ...(options.now ? { now: options.now } : {}),
        ...(address === undefined ? {} : { address }),
        ...(userAgent === undefined ? {} : { userAgent }),
        ...(gate.app === undefined ? {} : { app: gate.app }),
      })
      const call = readCall(route.endpoint, route.mutates, request.headers)
      const values = await readInput(route.endpoint, request, match.params, url.searchParams)
      const answer = respond(route.endpoint, await route.run(ctx, values, call), requestId)
      return request.method === 'HEAD' ? new Response(null, answer) : answer
    } catch (thrown) {
      const { error, expected } = toDomainError(thrown)
      if (!expected) {
        const who = actor ? `${actor.kind}:${actorRef(actor).id}` : undefined
        const message = thrown instanceof Error ? thrown.message : String(thrown)
        options.log({ level: 'error', requestId, endpoint, actor: who, message, error: thrown })
      }
      if (error.code === 'unauthenticated') Object.assign(headers, gate.challenge)
      return respondProblem(error, { portalUrl, requestId, headers })
    }
  }
}
