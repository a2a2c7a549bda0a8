import { createServer, type IncomingMessage, type Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import { nextRequestId } from '../request-ids.ts'
import { ClientConnection, type HttpSocket } from './client-connection.ts'
import { ConnectionSweep } from './connection-sweep.ts'
import { LeanRequest } from './lean-request.ts'
import { problemText } from './problem-body.ts'
import type { ServingThread } from './serving-thread.ts'

export type Listener = {
  server: Server
  drain(mostMs: number, inFlight: () => number): Promise<void>
}

const connectionOf = Symbol('connection')
type ServedSocket = HttpSocket & { [connectionOf]?: ClientConnection }

/** Time in which clients of kept connections may still begin a request, so that none runs into a closing connection. */
const graceMs = 300

/**
 * The client side: Node's own parser (llhttp, strict), with its answers replaced by problems. What it lets through is looked at once
 * more by `checkHead` before anything is decided.
 */
export function createListener(thread: ServingThread): Listener {
  const { limits } = thread
  const server = createServer({
    // Made and filled in by the parser alone, which needs no stream (see LeanRequest).
    IncomingMessage: LeanRequest as unknown as typeof IncomingMessage,
    insecureHTTPParser: false,
    // Missing and doubled Host are our own refusals, with a problem.
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    // Idle connections are the sweep's.
    keepAliveTimeout: 0,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
    noDelay: true,
  })
  // Unlimited here, since Node drops what is beyond it without a word; `checkHead` refuses.
  server.maxHeadersCount = 0
  const sweep = new ConnectionSweep(limits.keepAliveTimeoutMs, limits.idleTimeoutMs)

  server.on('connection', (socket: ServedSocket) => {
    const connection = new ClientConnection(thread, socket)
    if (!connection.attach()) {
      thread.report(new Error(`node:http of ${process.version} is not as the gateway knows it`))
      socket.destroy()
      return
    }
    socket[connectionOf] = connection
    sweep.add(socket, () => connection.busy)
  })
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => answerRaw(socket, 'method_not_allowed', thread))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const code = problemOfParser(error)
    const connection = (socket as ServedSocket)[connectionOf]
    if (connection?.busy === true) {
      // In the middle of a body: the exchange answers if it has not begun to, and its connection ends either way.
      if (!connection.malformed(code)) socket.destroy()
      return
    }
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else answerRaw(socket, code, thread)
  })
  return {
    server,
    drain: async (mostMs, inFlight) => {
      await drain(server, mostMs, inFlight)
      sweep.stop()
    },
  }
}

function problemOfParser(error: NodeJS.ErrnoException): ProblemCode {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'headers_too_large'
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 'body_too_large'
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_timeout'
  return 'bad_request'
}

/** An answer where there is no request object: the parser refused the bytes. The connection ends with it. */
function answerRaw(socket: Duplex, code: ProblemCode, thread: ServingThread): void {
  const id = nextRequestId(Date.now())
  const text = problemText(thread.state?.snapshot, code, id, undefined, [])
  const link = text.link === undefined ? '' : `link: <${text.link}>; rel="help"\r\n`
  const head =
    `HTTP/1.1 ${text.status} ${reasons[text.status] ?? 'Bad Request'}\r\ncontent-type: application/problem+json\r\n` +
    `cache-control: no-store\r\nx-request-id: ${id}\r\n${link}date: ${new Date().toUTCString()}\r\n` +
    `content-length: ${Buffer.byteLength(text.body)}\r\nconnection: close\r\n\r\n`
  thread.refusedRaw(id, text.status, code, Buffer.byteLength(text.body))
  socket.end(head + text.body)
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}

async function drain(server: Server, mostMs: number, inFlight: () => number): Promise<void> {
  // net's close alone: http's would close the idle connections at once, with a client's next request perhaps on its way.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve())
  })
  const until = performance.now() + mostMs
  await pause(Math.min(graceMs, mostMs))
  while (inFlight() > 0 && performance.now() < until) {
    server.closeIdleConnections()
    await pause(20)
  }
  server.closeIdleConnections()
  if (inFlight() > 0) server.closeAllConnections()
  await Promise.race([closed, pause(200)])
  server.closeAllConnections()
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
