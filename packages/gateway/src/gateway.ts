import type { Server } from 'node:http'
import { join } from 'node:path'
import { Counters } from '@gatehouse/policies/limits/counters'
import { ProofStore } from '@gatehouse/policies/tokens/proof-store'
import { type Logger, pino } from 'pino'
import { startAdminServer } from './admin/admin-server.ts'
import { metricsText } from './admin/metrics.ts'
import { processMemory, recentProcessMemory } from './admin/process-memory.ts'
import { SnapshotChecker } from './build/snapshot-checker.ts'
import type { GatewayOptions } from './gateway-options.ts'
import { enrol, pause } from './identity/enrolment.ts'
import { type GatewayIdentity, gatewayToken, loadIdentity } from './identity/gateway-identity.ts'
import { callerSalt } from './serving/caller-salt.ts'
import type { WorkerStart } from './serving/messages.ts'
import { ThreadPool } from './serving/thread-pool.ts'
import { AccessStore } from './store/access-store.ts'
import { ConfigurationStore } from './store/configuration-store.ts'
import { lockFolder } from './store/folder-lock.ts'
import { QuotaStore } from './store/quota-store.ts'
import { AccessSync } from './sync/access-sync.ts'
import { AckSender } from './sync/ack-sender.ts'
import { ControlClient } from './sync/control-client.ts'
import { Freshness } from './sync/freshness.ts'
import { SnapshotSync } from './sync/snapshot-sync.ts'
import { SyncClient } from './sync/sync-client.ts'
import { ownAddresses } from './upstream/own-addresses.ts'
import { type LogFolder, newLogFolder, openLogFolders } from './usage/log-folders.ts'
import { UsageShipper } from './usage/shipper.ts'
import { stat, ThreadStats } from './usage/thread-stats.ts'

export const gatewayVersion = '0.1.0'

const saveAccessMs = 30_000
const saveQuotaMs = 5000

export type RunningGateway = {
  port: number
  adminPort: number
  /** Resolves when the first snapshot is in force. */
  ready: Promise<void>
  /** Finishes requests, flushes and ships the log, sends the last ack, writes the disk. */
  stop(): Promise<void>
}

/**
 * Starts a gateway in this process: a supervisor (stream, disk, receipts, shipping, admin server) and its serving threads. It serves from
 * its disk at once; the control plane may come later or not at all.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const log = pino({ level: options.logLevel, base: { gateway: options.name } })
  const unlock = lockFolder(options.data)
  const startedAt = Date.now()
  const abort = new AbortController()
  const { keys, enrolled } = await loadIdentity(options.data)
  let identity: GatewayIdentity | undefined = enrolled
  let sync: SyncClient | undefined
  let snapshots: SnapshotSync | undefined
  let accessSeq = () => position?.seq ?? 0
  const token = () => identity && gatewayToken(identity, options.controlUrl, Date.now(), sync?.clockOffsetMs ?? 0)
  const control = new ControlClient(options.controlUrl, token)

  const configuration = join(options.data, 'configuration')
  const store = new ConfigurationStore(configuration)
  await store.prepare()
  const accessStore = new AccessStore(join(options.data, 'access'))
  const { table, position } = accessStore.restore()
  const usageRoot = join(options.data, 'usage')
  const logs = await openLogFolders(usageRoot)
  const counters = new Counters(Counters.allocate())
  const proofs = ProofStore.allocate()
  const quota = new QuotaStore(options.data)
  await quota.restore(counters, logs, Date.now())

  const stats = Array.from({ length: options.threads }, () => new ThreadStats())
  const shipper = new UsageShipper(control, (message) => log.warn(message))
  const threadLogs: LogFolder[] = []
  for (let index = 0; index < options.threads; index += 1) {
    const own = logs.shift() ?? (await newLogFolder(usageRoot))
    threadLogs.push(own)
    shipper.add(own, stats[index])
  }
  for (const left of logs) shipper.add(left, undefined)

  const freshness = new Freshness((await store.freshAt()) ?? startedAt, startedAt)
  let touchedAt = 0
  let stale = false
  let stopping = false

  const admin: { server: Server; port: number } = await startAdminServer(options.host, options.adminPort, {
    notReady: () => {
      if (stopping) return 'draining'
      if (snapshots === undefined || snapshots.current === undefined) return 'no configuration yet'
      return stale ? 'configuration too old' : undefined
    },
    health: () => ({
      snapshot: snapshots?.current?.hash ?? null,
      accessSeq: accessSeq(),
      connected: sync?.connected ?? false,
      ageSeconds: Math.round(freshness.ageSeconds * 10) / 10,
    }),
    metrics: () =>
      metricsText({
        threads: stats,
        connected: sync?.connected ?? false,
        ageSeconds: freshness.ageSeconds,
        stale,
        accessSeq: accessSeq(),
        headSeq: sync?.headSeq ?? 0,
        credentials: table.count('credential'),
        unsentBytes: shipper.unsentBytes,
        rejectedRecords: shipper.rejected,
        snapshotHash: snapshots?.current?.hash,
        memoryBytes: processMemory(),
        startedAt,
        streamConnects: sync?.connects ?? 0,
      }),
  })

  const own = await ownAddresses(options, admin.port)
  let port = options.port
  const workerStart = (index: number): WorkerStart => {
    const { folder, segmentFrom, end } = threadLogs[index] as LogFolder
    const { host, threads, limits, usage, whenDiskFull, allowLoopbackBackends, trustedProxies, drainMs } = options
    return {
      options: { host, port, threads, limits, usage, whenDiskFull, allowLoopbackBackends, trustedProxies, drainMs },
      stats: (stats[index] as ThreadStats).buffer,
      counters: counters.buffer,
      proofs,
      access: table.handles(),
      log: { folder, segmentFrom, end },
      configuration,
      ...own,
    }
  }
  const threads = new ThreadPool({
    deployments: (counts) => acks.count(counts),
    unknownKeys: (keys) => acks.addUnknownKeys(keys),
    log: (message, times) => log.warn({ times }, message),
    restart: async (index) => {
      const lost = threadLogs[index] as LogFolder
      const found = (await openLogFolders(usageRoot)).find(({ folder }) => folder === lost.folder)
      Object.assign(lost, found ?? (await newLogFolder(usageRoot)))
      return workerStart(index)
    },
    restarted: async (index) => {
      await threads.send({ type: 'access', handles: table.handles() }, index)
      await snapshots?.sendSecretsTo(index)
      await threads.send({ type: 'stale', stale }, index)
      const manifestText = snapshots?.current?.manifest
      if (manifestText !== undefined && identity !== undefined)
        await threads.send({ type: 'snapshot', manifestText, salt: callerSalt(identity.snapshotKey) }, index)
    },
  })
  for (let index = 0; index < options.threads; index += 1) port = await threads.start(index, workerStart(index))

  const acks = new AckSender(control, () => ({
    build: gatewayVersion,
    startedAt,
    clockOffsetMs: sync?.clockOffsetMs ?? 0,
    snapshotHash: snapshots?.current?.hash ?? null,
    accessSeq: access.seq,
    requestsPerSecond: stats.reduce((sum, thread) => sum + thread.servedIn(Math.floor(Date.now() / 1000) - 1), 0),
    rssMb: Math.round(recentProcessMemory(performance.now()) / 1e5) / 10,
    unsentBytes: shipper.unsentBytes,
  }))
  const access = new AccessSync({
    table,
    position,
    store: accessStore,
    threads,
    control,
    applied: (seq) => acks.add({ at: Date.now(), accessSeq: seq }),
  })
  accessSeq = () => access.seq
  const checker = new SnapshotChecker(configuration)
  let becameReady = () => {}
  const ready = new Promise<void>((resolve) => {
    becameReady = resolve
  })

  const judgeAge = async () => {
    if (freshness.stale === stale) return
    stale = freshness.stale
    log.warn(stale ? 'configuration is too old: requests are refused' : 'requests are served again')
    await threads.send({ type: 'stale', stale })
  }
  const follow = async (who: GatewayIdentity) => {
    identity = who
    snapshots = new SnapshotSync({
      store,
      threads,
      checker,
      control,
      snapshotKey: who.snapshotKey,
      version: gatewayVersion,
      sealingKey: who.sealingKey,
      acknowledge: (snapshot) => {
        acks.add({ at: Date.now(), snapshot, accessSeq: access.seq })
        if (snapshots?.current !== undefined) becameReady()
      },
      obey: async (rule) => {
        freshness.rule = rule
        await judgeAge()
      },
      warn: (message) => log.warn(message),
    })
    await snapshots.restore()
    if (snapshots.current !== undefined) becameReady()
    sync = new SyncClient({
      control,
      snapshots,
      access,
      acks,
      counters,
      version: gatewayVersion,
      stageId: who.stageId,
      warn: (message) => log.warn(message),
      heard: (now) => {
        freshness.heard()
        if (now - touchedAt < 1000) return
        touchedAt = now
        void store.touchFresh(now)
      },
    })
    shipper.start()
    await sync.run(abort.signal)
  }
  const following = (async () => {
    const who = identity ?? (await enrol(options, keys, control, log, abort.signal))
    if (who !== undefined) await follow(who)
  })().catch((error: unknown) => log.error(error, 'the stream ended for good'))

  const written = () =>
    Object.fromEntries(threadLogs.map((own, index) => [own.folder, (stats[index] as ThreadStats).get(stat.written)]))
  const saveQuota = async () => {
    const offsets = written()
    await quota.save(counters, offsets)
    for (const [folder, offset] of Object.entries(offsets)) shipper.keepFrom.set(folder, offset)
  }
  for (const folder of Object.keys(written())) shipper.keepFrom.set(folder, 0)
  const timers = [
    setInterval(() => void judgeAge(), 250),
    setInterval(
      () => void access.saveIfChanged().catch((error) => log.error(error, 'access table not saved')),
      saveAccessMs,
    ),
    setInterval(() => void saveQuota().catch((error) => log.error(error, 'quota counts not saved')), saveQuotaMs),
  ]
  log.info({ port, admin: admin.port, threads: options.threads }, 'gateway listens')

  const stop = async () => {
    if (stopping) return
    stopping = true
    log.info('draining')
    await threads.drain()
    await shipper.stop(identity === undefined ? 0 : 3000)
    if (sync?.connected === true) await Promise.race([acks.flush(), pause(2000, new AbortController().signal)])
    abort.abort()
    await following
    for (const timer of timers) clearInterval(timer)
    await saveQuota()
    await access.saveIfChanged()
    accessStore.close()
    await checker.stop()
    control.close()
    await new Promise<void>((resolve) => {
      admin.server.close(() => resolve())
      admin.server.closeAllConnections()
    })
    unlock()
    log.info('stopped')
  }
  return { port, adminPort: admin.port, ready, stop }
}

export type { GatewayOptions, Logger }
