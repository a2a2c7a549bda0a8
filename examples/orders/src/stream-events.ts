import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OrderEvent } from './model.ts'
import type { OrderStore } from './order-store.ts'

const heartbeatMs = 15_000

/** Server-sent events of one order: the past ones first, then each one as it happens. */
export function streamEvents(
  store: OrderStore,
  orderId: string,
  follow: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const lastSeen = Number(request.headers['last-event-id'] ?? 0) || 0
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  const send = (event: OrderEvent) =>
    response.write(`id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  for (const event of store.eventsAfter(orderId, lastSeen)) send(event)
  if (!follow) {
    response.end()
    return
  }
  response.flushHeaders()
  const stopListening = store.onEvent(orderId, send)
  // Proxies and clients tell a quiet stream from a dead one by these.
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  response.once('close', () => {
    stopListening()
    clearInterval(heartbeat)
  })
}
