import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type AdminViews = {
  /** Why traffic is not served, or undefined. */
  notReady(): string | undefined
  health(): Record<string, unknown>
  metrics(): string
}

/** Health, readiness and metrics, on a port of their own that is not meant for clients. */
export async function startAdminServer(
  host: string,
  port: number,
  views: AdminViews,
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(405, 'text/plain', 'GET only\n')
    else if (request.url === '/healthz')
      answer(200, 'application/json', JSON.stringify({ status: 'ok', ...views.health() }))
    else if (request.url === '/readyz') {
      const reason = views.notReady()
      const body = reason === undefined ? { status: 'ready' } : { status: 'not ready', reason }
      answer(reason === undefined ? 200 : 503, 'application/json', JSON.stringify({ ...body, ...views.health() }))
    } else if (request.url === '/metrics') answer(200, 'text/plain; version=0.0.4; charset=utf-8', views.metrics())
    else answer(404, 'text/plain', 'not found\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}
