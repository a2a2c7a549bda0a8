import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** Set by us on every request before any handler sees it; what a client sent under this name is overwritten. */
export const peerHeader = 'x-gatehouse-peer'

/**
 * Writes the connection's address to each request of this process's HTTP servers. Next gives handlers no socket, and takes a client's
 * own X-Forwarded-For for true; so a Next app calls this once, in `instrumentation.ts`.
 */
export function recordPeerAddress(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[peerHeader] = request.socket.remoteAddress ?? ''
  })
}
