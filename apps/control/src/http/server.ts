import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { newId } from '@gatehouse/contracts/ids'
import { clientAddress, type TrustedProxies } from '@gatehouse/http/client-address'
import type { Handler } from '@gatehouse/http/handle'
import { respondProblem, toDomainError } from '@gatehouse/http/respond'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import type { Logger } from 'pino'
import { sendWebResponse, toWebRequest } from './node-web.ts'

export type Exchange = {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  requestId: string
  address: string | undefined
}
export type RawHandler = (exchange: Exchange) => Promise<void>

/** `GET /sync/v1/parts/*`: method, path or its beginning, handler. */
export type RawRoute = { method: string; path: string; handler: RawHandler }

/** The control plane's listener: own routes by exact path or prefix, everything below /api/v1 to the management API. */
export function createControlServer(deps: {
  routes: readonly RawRoute[]
  api: Handler
  controlUrl: string
  portalUrl: string
  trustedProxies: TrustedProxies
  log: Logger
}): Server {
  const server = createServer((request, response) => {
    void answer(deps, request, response)
  })
  // Streams are long; everything before them is short.
  server.requestTimeout = 60_000
  server.headersTimeout = 15_000
  server.keepAliveTimeout = 65_000
  return server
}

async function answer(
  deps: Parameters<typeof createControlServer>[0],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = newId('request')
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const target = request.url ?? '/'
    if (!target.startsWith('/')) throw new DomainError('not_found')
    const url = URL.parse(target, deps.controlUrl)
    if (!url) throw new DomainError('not_found')
    // Methods that no request of the Web can have.
    if (/^(CONNECT|TRACE|TRACK)$/.test(request.method ?? '')) throw new DomainError('method_not_allowed')
    if (url.pathname.startsWith('/api/v1/')) {
      await sendWebResponse(
        await deps.api(toWebRequest(request, deps.controlUrl, gone.signal), request.socket.remoteAddress),
        response,
      )
      return
    }
    const matching = deps.routes.filter(({ path }) =>
      path.endsWith('/*') ? url.pathname.startsWith(path.slice(0, -1)) : url.pathname === path,
    )
    const route = matching.find(
      ({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'),
    )
    if (!route) {
      if (matching.length > 0) {
        response.setHeader('allow', matching.map(({ method }) => method).join(', '))
        throw new DomainError('method_not_allowed')
      }
      throw new DomainError('not_found')
    }
    const forwarded = request.headers['x-forwarded-for']
    const address = clientAddress(
      request.socket.remoteAddress,
      typeof forwarded === 'string' ? forwarded : null,
      deps.trustedProxies,
    )
    await route.handler({ request, response, url, requestId, address })
  } catch (thrown) {
    await refuse(deps, thrown, request, response, requestId)
  }
}

async function refuse(
  deps: { portalUrl: string; log: Logger },
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const { error, expected } = toDomainError(thrown)
  // The other side went away: nobody is left to be told.
  const aborted = response.destroyed
  if (!expected && !aborted) {
    deps.log.error(
      { requestId, method: request.method, path: request.url?.split('?')[0], err: thrown },
      'request failed',
    )
  }
  if (response.headersSent || aborted) {
    response.destroy()
    return
  }
  // What is left of a refused body is not read.
  if (!request.complete) response.setHeader('connection', 'close')
  try {
    await sendWebResponse(respondProblem(error, { portalUrl: deps.portalUrl, requestId }), response)
  } catch {
    response.destroy()
  }
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}
