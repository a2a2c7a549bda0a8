import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { OrderStore } from './order-store.ts'
import { notFound, Problem } from './problem.ts'
import { type Route, routes } from './routes.ts'

/** The Orders API on a store of its own. */
export function createOrdersServer(store: OrderStore = new OrderStore()): Server {
  return createServer((request, response) => {
    response.setHeader('x-request-id', requestId(request))
    answer(store, request, response).catch((error: unknown) => fail(error, response))
  })
}

async function answer(store: OrderStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://orders')
  const candidates = routes
    .map((route) => ({ route, id: match(route, url.pathname) }))
    .filter(({ id }) => id !== undefined)
  if (candidates.length === 0) throw notFound()
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const found = candidates.find(({ route }) => route.method === method)
  if (!found) {
    response.setHeader('allow', candidates.map(({ route }) => route.method).join(', '))
    throw new Problem(405, 'method-not-allowed', 'Method not allowed')
  }
  const result = await found.route.handle({ store, request, response, query: url.searchParams, id: found.id ?? '' })
  if (result) send(response, result.status, 'application/json', result.body, result.headers)
}

/** The variable segment, an empty string for a path without one, undefined when the path is another. */
function match(route: Route, pathname: string): string | undefined {
  const wanted = route.path.split('/')
  const given = pathname.split('/')
  if (wanted.length !== given.length) return undefined
  let id = ''
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? ''
    if (segment.startsWith('{')) id = value
    else if (segment !== value) return undefined
  }
  return id
}

/** The caller's own when it is one that can stand in a header and a log. */
function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID()
}

function fail(error: unknown, response: ServerResponse): void {
  // Too late for another answer: a cut connection says that it is not whole.
  if (response.headersSent) return void response.destroy()
  const problem = error instanceof Problem ? error : new Problem(500, 'internal', 'Internal error')
  if (problem.status === 500) console.error(error)
  send(response, problem.status, 'application/problem+json', problem.body)
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers }).end(text)
}
