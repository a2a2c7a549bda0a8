import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { AccessReader } from '@gatehouse/policies/access/reader'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import { Counters } from '@gatehouse/policies/limits/counters'
import { ProofStore } from '@gatehouse/policies/tokens/proof-store'
import { loadSnapshot } from '../build/load-snapshot.ts'
import { trustedProxies } from '../listener/client-address.ts'
import { Introspector } from '../tokens/introspector.ts'
import { BackendPools } from '../upstream/backend-pool.ts'
import { stat, ThreadStats } from '../usage/thread-stats.ts'
import { UsageLog } from '../usage/usage-log.ts'
import type { FromWorker, ToWorker, UnknownKey, WorkerStart } from './messages.ts'
import { servingState } from './serving-state.ts'
import { ServingThread } from './serving-thread.ts'

const start = workerData as WorkerStart
const port = parentPort
if (port === null) throw new Error('a serving thread is started by the gateway')
const say = (message: FromWorker) => port.postMessage(message)

const { options } = start
const stats = new ThreadStats(start.stats)
const rules = {
  allowLoopback: options.allowLoopbackBackends,
  ownPorts: new Set(start.ownPorts),
  forbidden: new Set(start.forbidden),
}
const pools = new BackendPools(rules, {
  connections: options.limits.backendConnections,
  queue: options.limits.backendQueue,
})
const log = new UsageLog({
  folder: start.log.folder,
  segmentFrom: start.log.segmentFrom,
  end: start.log.end,
  stats,
  whenFull: options.whenDiskFull,
})

let secrets: ReadonlyMap<string, string> = new Map()
/** Messages of the last second: one line each with its count, so that a dead backend does not fill the log. */
const reports = new Map<string, number>()
const report = (error: unknown) => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (reports.size < 100 || reports.has(message)) reports.set(message, (reports.get(message) ?? 0) + 1)
}
const introspector = new Introspector({ rules, secret: (id) => secrets.get(id), report })
const thread = new ServingThread({
  limits: options.limits,
  trusted: trustedProxies(options.trustedProxies),
  pools,
  log,
  stats,
  strict: options.usage === 'strict',
  introspector,
  report,
})

const reader = new AccessReader(start.access)
const counters = new Counters(start.counters)
const proofs = new ProofStore(start.proofs)
/** Keys that tokens of the last second named; few, whatever callers make up. */
const unknownKeys = new Map<string, UnknownKey>()
const unknownKey = (issuerId: string, kid: string) => {
  if (unknownKeys.size < 20) unknownKeys.set(`${issuerId} ${kid}`, { issuerId, kid: kid.slice(0, 200) })
}
const clock = { now: () => Date.now(), tick: () => performance.now() * 1000 }
let snapshot: Snapshot | undefined
/** Comes with the snapshot: only an enrolled gateway has it. */
let salt = ''

function swap(): void {
  if (snapshot === undefined) return
  const deps = {
    snapshot,
    access: reader,
    counters,
    clock,
    salt,
    sample: Math.random,
    proofs,
    introspections: introspector,
    unknownKey,
  }
  thread.state = servingState(deps, pools, secrets)
  stats.add(stat.swaps, 1)
}

async function handle(message: ToWorker): Promise<SnapshotIssue[]> {
  switch (message.type) {
    case 'snapshot': {
      const built = loadSnapshot(start.configuration, message.manifestText, {
        trusted: true,
        previous: snapshot ?? null,
      })
      if (!built.ok) return built.issues
      snapshot = built.snapshot
      salt = message.salt
      swap()
      return []
    }
    case 'access':
      reader.adopt(message.handles)
      return []
    case 'concerned':
      thread.accessChanged(message.subjects)
      return []
    case 'secrets':
      secrets = new Map(message.items)
      swap()
      return []
    case 'stale':
      thread.stale = message.stale
      return []
    case 'drain':
      await thread.drain(options.drainMs)
      tell()
      return []
  }
}

port.on('message', (message: ToWorker) => {
  handle(message).then(
    (issues) => {
      say({ type: 'done', id: message.id, issues })
      if (message.type === 'drain') port.close()
    },
    (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error)
      say({ type: 'done', id: message.id, issues: [{ code: 'internal', message: text }] })
    },
  )
})

function tell(): void {
  const counts = thread.takeDeployments()
  if (counts.length > 0) say({ type: 'deployments', counts })
  for (const [message, times] of reports) say({ type: 'log', message, times })
  reports.clear()
}

/** Sooner than the rest: whoever has just got a token by a new key waits for this. */
function tellUnknownKeys(): void {
  if (unknownKeys.size === 0) return
  say({ type: 'unknownKeys', keys: [...unknownKeys.values()] })
  unknownKeys.clear()
}

setInterval(tell, 1000).unref()
setInterval(tellUnknownKeys, 100).unref()

const reusePort = process.platform === 'linux' && options.threads > 1
thread.server.on('error', (error) => say({ type: 'failed', message: error.message }))
thread.server.listen({ host: options.host, port: options.port, reusePort, backlog: 1024 }, () => {
  say({ type: 'listening', port: (thread.server.address() as AddressInfo).port })
})
