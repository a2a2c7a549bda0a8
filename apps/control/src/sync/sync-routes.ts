import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { problemDocument } from '@gatehouse/contracts/problems'
import { ackBatch, enrolRequest, syncPaths, syncProtocol } from '@gatehouse/contracts/sync'
import { servedCounts } from '@gatehouse/contracts/usage-event'
import { recordCanaryCounts } from '@gatehouse/services/deployments/canary-counters'
import { authenticateGateway, type KnownGateway } from '@gatehouse/services/gateways/authenticate-gateway'
import { enrolGateway } from '@gatehouse/services/gateways/enrol-gateway'
import { recordAcks } from '@gatehouse/services/gateways/record-acks'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { requestKeys } from '@gatehouse/services/identity-providers/request-keys'
import { readAccessPage } from '@gatehouse/services/publishing/access-pages'
import { readPart } from '@gatehouse/services/publishing/current-snapshots'
import { ingestBatch, maxBatchBytes } from '@gatehouse/services/usage/ingest-batch'
import { readBody, readJson } from '../http/read-body.ts'
import { type Exchange, type RawRoute, sendJson } from '../http/server.ts'
import { FrameWriter } from './frame-writer.ts'
import { GatewayStream } from './gateway-stream.ts'
import type { StreamHub } from './stream-hub.ts'

const compress = promisify(gzip)

/** What gateways call: enrolment, the stream, parts, pages, acknowledgements and usage. */
export function syncRoutes(deps: {
  db: Context['db']
  installation: Context['installation']
  hub: StreamHub
  wakeHub: () => void
}): RawRoute[] {
  const { db, installation, hub } = deps
  const known = (exchange: Exchange) =>
    authenticateGateway(db, exchange.request.headers.authorization, installation.controlUrl, new Date())
  const contextOf = (exchange: Exchange, actor: Context['actor']) =>
    createContext({
      actor,
      db,
      installation,
      requestId: exchange.requestId,
      ...(exchange.address === undefined ? {} : { address: exchange.address }),
    })

  return [
    {
      method: 'POST',
      path: syncPaths.enrol,
      async handler(exchange) {
        const input = await readJson(exchange.request, enrolRequest, 8_192)
        const ctx = contextOf(exchange, { kind: 'system', task: 'enrolment' })
        sendJson(exchange.response, 201, await enrolGateway({ ctx, input }))
      },
    },
    {
      method: 'GET',
      path: syncPaths.stream,
      async handler(exchange) {
        const { request, response, url } = exchange
        const gateway = await known(exchange)
        if (!(Number(request.headers['gatehouse-protocol']) >= syncProtocol))
          throw new DomainError('protocol_unsupported')
        const writer = new FrameWriter(response, acceptsGzip(exchange))
        hub.join(new GatewayStream(gateway, knownState(url), writer))
        deps.wakeHub()
      },
    },
    {
      method: 'GET',
      path: `${syncPaths.parts}/*`,
      async handler(exchange) {
        const { stageId } = await known(exchange)
        const hash = exchange.url.pathname.slice(syncPaths.parts.length + 1)
        const part = /^[0-9a-f]{64}$/.test(hash) ? await readPart(db, hash, stageId) : null
        if (part === null) throw new DomainError('not_found')
        // Named by its own hash: it can never be another.
        await sendText(exchange, part, { 'cache-control': 'private, max-age=31536000, immutable', etag: `"${hash}"` })
      },
    },
    {
      method: 'GET',
      path: syncPaths.access,
      async handler(exchange) {
        const { stageId } = await known(exchange)
        const page = await readAccessPage(db, stageId, exchange.url.searchParams.get('cursor') ?? undefined)
        const next = page.next === null ? null : `${syncPaths.access}?cursor=${encodeURIComponent(page.next)}`
        await sendText(exchange, JSON.stringify({ ...page, next }), { 'cache-control': 'no-store' })
      },
    },
    {
      method: 'POST',
      path: syncPaths.acks,
      async handler(exchange) {
        const gateway = await known(exchange)
        const batch = await readJson(exchange.request, ackBatch, 2 * 1024 * 1024)
        await recordAcks(db, gateway.id, batch, exchange.address)
        await recordCanaryCounts(db, gateway.id, batch)
        await requestKeys(contextOf(exchange, gatewayActor(gateway)), batch.unknownKeys)
        exchange.response.writeHead(204).end()
      },
    },
    {
      method: 'POST',
      path: syncPaths.usage,
      async handler(exchange) {
        const gateway = await known(exchange)
        await takeBatch(exchange, contextOf(exchange, gatewayActor(gateway)), installation.portalUrl)
      },
    },
  ]
}

function gatewayActor(gateway: KnownGateway): Context['actor'] {
  return { kind: 'gateway', gatewayId: gateway.id, stageId: gateway.stageId }
}

function knownState(url: URL) {
  const access = url.searchParams.get('access')
  return {
    epoch: url.searchParams.get('epoch') ?? undefined,
    access: access !== null && /^\d{1,15}$/.test(access) ? Number(access) : undefined,
    snapshot: url.searchParams.get('snapshot') ?? undefined,
  }
}

function acceptsGzip({ request }: Exchange): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
}

async function sendText(exchange: Exchange, text: string, headers: Record<string, string>): Promise<void> {
  const zip = acceptsGzip(exchange) && text.length > 1_024
  const bytes = zip ? await compress(text, { level: 1 }) : Buffer.from(text)
  exchange.response.writeHead(200, {
    'content-type': 'application/json',
    ...headers,
    ...(zip ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : {}),
    'content-length': bytes.length,
  })
  exchange.response.end(bytes)
}

/** `gatehouse-log: logId from to`; the body is the log's bytes. */
async function takeBatch(exchange: Exchange, ctx: Context, portalUrl: string): Promise<void> {
  const { request, response, requestId } = exchange
  const place = /^([0-9a-f-]{36}) (\d{1,15}) (\d{1,15})$/i.exec(String(request.headers['gatehouse-log'] ?? ''))
  if (!place) throw new DomainError('invalid_input', 'The header gatehouse-log must be: log id, from, to.')
  const [, logId = '', from, to] = place
  const bytes = await readBody(request, maxBatchBytes)
  const outcome = await ingestBatch({
    ctx,
    input: {
      logId,
      from: Number(from),
      to: Number(to),
      served: readServed(request.headers['gatehouse-served']),
      bytes,
    },
  })
  if (outcome.kind === 'stored') {
    sendJson(response, 200, { logId, head: outcome.head, rejected: outcome.rejected })
    return
  }
  if (outcome.kind === 'foreign') throw new DomainError('forbidden')
  // The problem carries the head, where the gateway goes on.
  const document = problemDocument('batch_out_of_order', portalUrl, { requestId })
  response.writeHead(document.status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  response.end(JSON.stringify({ ...document, logId, head: outcome.head, rejected: 0 }))
}

function readServed(header: string | string[] | undefined) {
  if (header === undefined) return []
  try {
    return servedCounts.parse(JSON.parse(String(header)))
  } catch {
    throw new DomainError('invalid_input', 'The header gatehouse-served is not as it must be.')
  }
}
