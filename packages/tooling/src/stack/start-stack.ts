import { join } from 'node:path'
import { ExpectedFailure, Interrupted } from '../expected-failure.ts'
import { type Addresses, addressesFrom, defaultGateways, type GatewayPlace } from './addresses.ts'
import { ensureNextBuild, ensurePrismaClient, nextApps } from './build-steps.ts'
import { dataFolder, loadOrCreateSecrets, prepareDataFolder } from './data-folder.ts'
import { applyMigrations, openDatabase, type StackDatabase } from './database.ts'
import { acquireLock, type InstanceLock } from './instance-lock.ts'
import { endLeftovers } from './leftovers.ts'
import { namedPorts, requireFreePorts } from './ports.ts'
import { appSpecs, controlSpec, gatewaySpec, mailSpec, ordersSpec, stackEnvironment } from './process-specs.ts'
import { runSeed, type SeedReport } from './seed.ts'
import { type ProcessSpec, type StackProcess, superviseProcess } from './supervised-process.ts'

export interface StackOptions {
  /** The one folder that holds everything: database, secrets, logs, the gateways' disks. */
  readonly dataDir: string
  readonly portBase: number
  /** A PostgreSQL of the caller's; without it the embedded one is started. */
  readonly databaseUrl?: string | undefined
  /** Added to the environment of every process. */
  readonly env?: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  readonly signal?: AbortSignal | undefined
  /** Default: one for each of development, staging and production. */
  readonly gateways?: readonly GatewayPlace[]
  /** Number of control plane instances on the one database. Default 1. */
  readonly controlPlanes?: number
  /** Without the two Next apps (and their builds), for tests that need no screen. */
  readonly withoutApps?: boolean
  readonly withoutSeed?: boolean
  /** The two Next apps compile each page as it is asked for and follow the source; nothing is built before. */
  readonly following?: boolean
}

export interface Stack {
  readonly urls: Addresses
  readonly dataDir: string
  readonly database: StackDatabase
  /** By name: control, mail, orders, gateway-NAME, admin, portal. */
  readonly processes: ReadonlyMap<string, StackProcess>
  /** Like `processes.get`, but a wrong name is an error. */
  process(name: string): StackProcess
  readonly seed: SeedReport
  /** The environment that the stack's own processes have, for a script that shall act as one of them. */
  readonly env: NodeJS.ProcessEnv
  /** Ends everything in order, the database last. Can be called more than once. */
  stop(): Promise<void>
}

/** Starts a whole Gatehouse and resolves when everything answers. On any failure nothing is left running. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const folder = dataFolder(options.dataDir)
  const addresses = addressesFrom(options.portBase, options.gateways ?? defaultGateways, options.controlPlanes ?? 1)
  prepareDataFolder(
    folder,
    addresses.gateways.map(({ name }) => name),
  )
  const lock = acquireLock(folder.lockFile)
  if ('heldBy' in lock) {
    throw new ExpectedFailure(
      `Gatehouse already runs on ${folder.path} (process ${lock.heldBy}): end it first, or set GATEHOUSE_DATA and GATEHOUSE_PORT_BASE to run a second one.`,
    )
  }
  const started = new StartedParts(lock, options)
  try {
    await endLeftovers(lock.leftovers)
    const secrets = loadOrCreateSecrets(folder)
    const parts = { apps: options.withoutApps !== true, embeddedDatabase: options.databaseUrl === undefined }
    await requireFreePorts(namedPorts(addresses, parts))
    await ensurePrismaClient({ logs: folder.logs, log: options.log, signal: options.signal })

    const database = await openDatabase({
      databaseUrl: options.databaseUrl,
      dataDir: folder.postgres,
      port: addresses.ports.database,
    })
    started.database = database
    started.recordProcesses()
    const applied = await applyMigrations(database)
    if (applied.length > 0) options.log(`Database migrated (${applied.length} new)`)
    const env = stackEnvironment({
      addresses,
      folder,
      secrets,
      databaseUrl: database.url,
      extra: options.env ?? {},
    })

    // Whatever fails first ends the other through the signal.
    const apps = async () => {
      if (!parts.apps) return
      const build = { logs: folder.logs, log: options.log, signal: started.signal }
      if (!options.following) await Promise.all(nextApps.map((app) => ensureNextBuild(app, build)))
      await started.launch(appSpecs(addresses, folder, env, options.following ? 'dev' : 'start'))
    }
    const core = async () => {
      const supportingSpecs = [mailSpec, ordersSpec].map((spec) => spec(addresses, folder, env))
      const supporting = started.launch(supportingSpecs)
      supporting.catch(() => {})
      // A gateway serves what it has on its disk, or waits for the token that the seed writes: it needs nobody to start.
      const gateways = started.launch(addresses.gateways.map((gateway) => gatewaySpec(gateway, folder, env)))
      gateways.catch(() => {})
      await started.launch(addresses.controls.map((control) => controlSpec(control, folder, env)))
      await supporting
      if (options.withoutSeed) return { signIns: [], notes: [] }
      const seed = await runSeed({ env, logFile: join(folder.logs, 'seed.log'), signal: started.signal })
      await gateways
      return seed
    }
    const [seed] = await Promise.all([core(), apps()])
    if (options.signal?.aborted) throw new Interrupted()
    const processes = started.processes
    return {
      urls: addresses,
      dataDir: folder.path,
      database,
      processes,
      process(name) {
        const found = processes.get(name)
        if (!found) throw new Error(`there is no process ${name}, only ${[...processes.keys()].join(', ')}`)
        return found
      },
      seed,
      env,
      stop: () => started.stop(),
    }
  } catch (error) {
    await started.stop()
    throw error
  }
}

/** What has been started so far, so that a failure half-way leaves nothing behind. */
class StartedParts {
  readonly processes = new Map<string, StackProcess>()
  database: StackDatabase | undefined
  private readonly failure = new AbortController()
  private readonly lock: InstanceLock
  private readonly options: StackOptions
  private stopping: Promise<void> | undefined

  constructor(lock: InstanceLock, options: StackOptions) {
    this.lock = lock
    this.options = options
  }

  /** Fires when the person interrupts and when another part failed. */
  get signal(): AbortSignal {
    return this.options.signal ? AbortSignal.any([this.options.signal, this.failure.signal]) : this.failure.signal
  }

  async launch(specs: readonly ProcessSpec[]): Promise<void> {
    const launched = specs.map((spec) => {
      if (this.signal.aborted) throw new Interrupted()
      const process = superviseProcess(spec, this.options.log, () => this.recordProcesses())
      this.processes.set(spec.name, process)
      return process
    })
    this.recordProcesses()
    await Promise.all(launched.map((process) => process.ready(this.signal)))
  }

  recordProcesses(): void {
    if (this.stopping) return
    const pids = [...this.processes.values()].map(({ pid }) => pid)
    this.lock.record(
      pids.filter((pid) => pid !== undefined),
      this.database?.pid,
    )
  }

  stop(): Promise<void> {
    this.stopping ??= this.stopInOrder()
    return this.stopping
  }

  private async stopInOrder(): Promise<void> {
    this.failure.abort()
    const all = [...this.processes.values()]
    // The control plane goes after those that report to it, the database after everybody.
    const controls = all.filter(({ name }) => name.startsWith('control'))
    await Promise.all(all.filter((one) => !controls.includes(one)).map((one) => one.stop()))
    await Promise.all(controls.map((one) => one.stop()))
    await this.database?.stop()
    this.lock.release()
  }
}
