import type { Server } from 'node:http'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { AckBatch } from '@gatehouse/contracts/sync'
import type { AllowDecision, Decision } from '@gatehouse/policies/decide-types'
import type { ConcernedSubjects } from '@gatehouse/policies/standing-subjects'
import type { GatewayLimits } from '../limits.ts'
import type { TrustedProxies } from '../listener/client-address.ts'
import { mcpAddress } from '../mcp/mcp-address.ts'
import { McpExchange } from '../mcp/mcp-exchange.ts'
import type { Introspector } from '../tokens/introspector.ts'
import type { BackendPools } from '../upstream/backend-pool.ts'
import type { UpstreamFailure } from '../upstream/upstream-call.ts'
import { stat, type ThreadStats } from '../usage/thread-stats.ts'
import { usageEventOf } from '../usage/usage-event-of.ts'
import type { UsageLog } from '../usage/usage-log.ts'
import { ActiveExchanges, type ServedExchange } from './active-exchanges.ts'
import { JudgeBudget } from './answer-judge.ts'
import type { ClientRequest, ClientResponse } from './client-sides.ts'
import { Exchange } from './exchange.ts'
import { FallenStreams } from './fallen-streams.ts'
import { JudgeQueue } from './judge-queue.ts'
import type { LeanRequest } from './lean-request.ts'
import type { LeanResponse } from './lean-response.ts'
import { createListener, type Listener } from './listener.ts'
import type { ServingState } from './serving-state.ts'
import { traceOf } from './trace.ts'

export type DeploymentCounts = AckBatch['deployments'][number]

export type ServingThreadOptions = {
  limits: GatewayLimits
  trusted: TrustedProxies
  pools: BackendPools
  log: UsageLog
  stats: ThreadStats
  strict: boolean
  introspector: Introspector
  report(error: unknown): void
}

/** What one serving thread shares among its requests; `state` is replaced as a whole when configuration changes. */
export class ServingThread {
  readonly limits: GatewayLimits
  readonly trusted: TrustedProxies
  readonly pools: BackendPools
  readonly log: UsageLog
  readonly strict: boolean
  readonly introspector: Introspector
  readonly #stats: ThreadStats
  readonly #report: (error: unknown) => void
  readonly #listener: Listener
  readonly #active = new ActiveExchanges()
  readonly #fallen = new FallenStreams(this.#active, () => this.state)
  readonly #interimTimer: NodeJS.Timeout
  /** Room for answers that wait for their judgement, and the judgements that nobody waits for. */
  readonly judgeBudget = new JudgeBudget()
  readonly judging: JudgeQueue
  #deployments = new Map<string, DeploymentCounts>()
  state: ServingState | undefined
  /** Set by the supervisor: the stage's rule stops traffic at this age of the configuration. */
  stale = false
  draining = false

  constructor(options: ServingThreadOptions) {
    this.limits = options.limits
    this.trusted = options.trusted
    this.pools = options.pools
    this.log = options.log
    this.strict = options.strict
    this.introspector = options.introspector
    this.#stats = options.stats
    this.#report = options.report
    this.judging = new JudgeQueue(options.report)
    this.#listener = createListener(this)
    this.#interimTimer = setInterval(() => {
      const now = performance.now()
      for (const exchange of this.#active) exchange.interim(now)
    }, 60_000)
    this.#interimTimer.unref()
  }

  get server(): Server {
    return this.#listener.server
  }

  get overloaded(): boolean {
    return this.#active.size > this.limits.inFlight
  }

  get inFlight(): number {
    return this.#active.size
  }

  start(request: LeanRequest, response: LeanResponse): ServedExchange {
    const mcp = mcpAddress(request.url)
    const offered = mcp !== undefined && this.state?.offersTools === true
    return this.#add(offered ? new McpExchange(this, request, response, mcp) : new Exchange(this, request, response))
  }

  /** The exchange of a tool's call, which came on no connection of its own. */
  startInner(request: ClientRequest, response: ClientResponse): Exchange {
    return this.#add(new Exchange(this, request, response))
  }

  /** A request whose record is another exchange's. */
  released(exchange: ServedExchange): void {
    if (this.#active.remove(exchange)) this.#stats.set(stat.inFlight, this.#active.size)
  }

  #add<T extends ServedExchange>(exchange: T): T {
    this.#active.add(exchange)
    this.#stats.set(stat.inFlight, this.#active.size)
    return exchange
  }

  /** The request's record is made; numbers for metrics and for the canary's judge. `failed`: answered 5xx, or broken off by the backend. */
  ended(
    exchange: ServedExchange,
    decision: Decision | undefined,
    failed: boolean,
    us: number,
    bytesIn: number,
    bytesOut: number,
  ): void {
    const stats = this.#stats
    if (!this.#active.remove(exchange)) return
    stats.set(stat.inFlight, this.#active.size)
    stats.countServed(Math.floor(Date.now() / 1000))
    stats.add(stat.bytesIn, bytesIn)
    stats.add(stat.bytesOut, bytesOut)
    stats.add(stat.latencyUs, us)
    if (decision?.kind !== 'allow') {
      stats.add(stat.refused, 1)
      return
    }
    const id = decision.deployment.id
    let counts = this.#deployments.get(id)
    if (counts === undefined) {
      counts = { id: id as DeploymentCounts['id'], requests: 0, errors: 0, latencyUsSum: 0, latencyUsMax: 0 }
      this.#deployments.set(id, counts)
    }
    counts.requests += 1
    if (failed) counts.errors += 1
    counts.latencyUsSum += us
    if (us > counts.latencyUsMax) counts.latencyUsMax = us
  }

  /** Counts per deployment since the last call. */
  takeDeployments(): DeploymentCounts[] {
    const counts = [...this.#deployments.values()]
    if (counts.length > 0) this.#deployments = new Map()
    return counts
  }

  backendFailed(decision: AllowDecision, failure: UpstreamFailure): void {
    this.#stats.add(stat.backendErrors, 1)
    if (failure.kind !== 'overloaded') {
      this.#report(new Error(`backend ${decision.operation.backend.name}: ${failure.kind}: ${failure.cause}`))
    }
  }

  /** A request that the parser refused is answered and counted like every other (product B3). */
  refusedRaw(requestId: string, status: number, code: ProblemCode, bytesOut: number): void {
    const outcome = {
      requestId,
      at: Date.now(),
      interim: false,
      decision: undefined,
      method: 'OTHER',
      host: '',
      target: '',
    }
    this.log.append(
      usageEventOf({
        ...outcome,
        status,
        statusSource: 'gateway',
        code,
        bytesIn: 0,
        bytesOut,
        totalUs: 0,
        connectUs: undefined,
        firstByteUs: undefined,
        bodyUs: undefined,
        userAgent: undefined,
        clientAddress: '',
        live: false,
        trace: traceOf(undefined, code, undefined, 'gateway'),
      }),
    )
    this.#stats.add(stat.refused, 1)
    this.#stats.countServed(Math.floor(Date.now() / 1000))
  }

  /** Streams under a credential that fell end. */
  accessChanged(subjects: ConcernedSubjects): void {
    this.#fallen.changed(subjects)
  }

  report(error: unknown): void {
    this.#report(error)
  }

  /** Takes no more connections; open ones get their answers with `Connection: close`. Ends at the latest after `mostMs`. */
  async drain(mostMs: number): Promise<void> {
    this.draining = true
    await this.#listener.drain(mostMs, () => this.#active.size)
    clearInterval(this.#interimTimer)
    this.#fallen.stop()
    this.pools.close()
    await this.log.close()
  }
}
