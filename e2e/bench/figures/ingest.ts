import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord } from '@gatehouse/analytics/events/record-frame'
import { idOf, newId } from '@gatehouse/contracts/ids'
import { syncPaths } from '@gatehouse/contracts/sync'
import { batchAnswer, type UsageEvent } from '@gatehouse/contracts/usage-event'
import { gatewayToken, loadIdentity } from '@gatehouse/gateway/identity/gateway-identity'
import type { BenchWorld } from '../bench-world.ts'
import { cpuMs } from '../process-figures.ts'
import { progress, report } from '../report.ts'

const logs = 4
const batchesOfLog = 12
const batchBytes = 1024 * 1024

/** Events a second through POST /usage/v1/batches, whole way: HTTP, checks, ledger, COPY and rollups in one transaction for each batch. */
export async function measureIngest(bench: BenchWorld): Promise<void> {
  const { enrolled } = await loadIdentity(bench.world.gatewayFolder('one'))
  if (!enrolled) throw new Error('the gateway has no identity')
  const { controlUrl } = bench.world.installation
  const send = async (logId: string, from: number, bytes: Buffer) => {
    const answer = await fetch(`${controlUrl}${syncPaths.usage}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gatewayToken(enrolled, controlUrl, Date.now(), 0)}`,
        'content-type': 'application/octet-stream',
        'gatehouse-log': `${logId} ${from} ${from + bytes.length}`,
        'gatehouse-served': '[]',
      },
      body: new Uint8Array(bytes),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status} ${text}`)
    const { rejected } = batchAnswer.parse(JSON.parse(text))
    if (rejected > 0) throw new Error(`${rejected} records were rejected`)
  }
  progress('making batches')
  const prepared = Array.from({ length: logs }, () => Array.from({ length: batchesOfLog }, () => batchOf(bench)))
  // Making them kept the event loop: connections that were closed meanwhile must be seen before one is used.
  await delay(100)
  await send(randomUUID(), 0, batchOf(bench).bytes)
  progress('sending')
  const { stack } = bench.world
  const cpu = () => ({ control: cpuMs(stack.process('control').pid ?? 0), database: cpuMs(stack.database.pid ?? 0) })
  const before = cpu()
  const startedAt = performance.now()
  await Promise.all(
    prepared.map(async (batches) => {
      const logId = randomUUID()
      let head = 0
      for (const { bytes } of batches) {
        await send(logId, head, bytes)
        head += bytes.length
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const after = cpu()
  const events = prepared.flat().reduce((sum, { events: n }) => sum + n, 0)
  const bytes = prepared.flat().reduce((sum, batch) => sum + batch.bytes.length, 0)
  report('ingest.events_per_s', events / seconds, 'events/s', events, {
    way: 'POST /usage/v1/batches',
    logs,
    batches: logs * batchesOfLog,
    bytesPerEvent: Math.round(bytes / events),
    cpuUsPerEvent: {
      control: Math.round(((after.control - before.control) / events) * 1000),
      database: Math.round(((after.database - before.database) / events) * 1000),
    },
  })
}

/** As a gateway ships them: about 1 MiB of whole records. */
function batchOf(bench: BenchWorld): { bytes: Buffer; events: number } {
  const records: Buffer[] = []
  for (let size = 0; size < batchBytes; ) {
    const record = frameRecord(encodeUsageEvent(eventOf(bench, records.length)))
    records.push(record)
    size += record.length
  }
  return { bytes: Buffer.concat(records), events: records.length }
}

/** As the gateway writes one for a call that went through: every dimension known, every step in the trace. */
function eventOf({ api, client, key }: BenchWorld, n: number): UsageEvent {
  const operation = api.operations[n % api.operations.length]
  const refused = n % 20 === 0
  const step = (phase: UsageEvent['trace'][number]['phase'], us: number) => ({ phase, outcome: 'passed' as const, us })
  return {
    requestId: newId('request'),
    at: Date.now() - (n % 1000),
    interim: false,
    apiId: idOf('api').parse(api.id),
    versionId: api.versionId,
    operationId: idOf('operation').parse(operation?.id),
    credentialId: key.id,
    applicationId: client.applicationId,
    teamId: client.developer.teamId,
    subscriptionId: client.subscriptionId,
    actor: 'client',
    method: 'GET',
    host: 'api.example.com',
    path: `${api.basePath}/things/${n}`,
    status: refused ? 429 : 200,
    statusSource: refused ? 'gateway' : 'backend',
    ...(refused ? { code: 'rate_limited' } : {}),
    bytesIn: 0,
    bytesOut: 523,
    us: { total: 1200 + (n % 700), gateway: 140, connect: 10, firstByte: 900, body: 20 },
    billable: !refused,
    billableReason: refused ? 'refused' : 'billable',
    units: 1,
    userAgent: 'curl/8.5.0',
    clientAddress: '192.0.2.0',
    trace: [
      step('identify', 4),
      step('route', 3),
      step('authenticate', 2),
      step('authorize', 2),
      step('rate-limit', 3),
      step('validate', 12),
      step('quota', 2),
      step('upstream', 900),
      step('send', 20),
    ],
    errors: [],
  }
}
