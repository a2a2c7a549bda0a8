import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type AddressRules, refusedAddress } from './address-rules.ts'
import { judgedLookup } from './judged-lookup.ts'
import type { UpstreamCall } from './upstream-call.ts'
import { type ConnectionOwner, UpstreamConnection } from './upstream-connection.ts'

export type PoolLimits = { connections: number; queue: number }
export const defaultPoolLimits: PoolLimits = { connections: 256, queue: 512 }

const sweepMs = 100
/** One buffer for all connections of a thread: a read is handled before the next begins. */
const readBufferBytes = 64 * 1024

/**
 * Keep-alive connections of one serving thread, by origin. Connections belong to the origin, never to a snapshot: a swap leaves them alone.
 * The bound and the queue are per origin, so one slow backend cannot take the others' places.
 */
export class BackendPools {
  readonly #rules: AddressRules
  readonly #limits: PoolLimits
  readonly #pools = new Map<string, BackendPool>()
  readonly #buffer = Buffer.allocUnsafeSlow(readBufferBytes)
  readonly #timer: NodeJS.Timeout

  constructor(rules: AddressRules, limits: PoolLimits = defaultPoolLimits) {
    this.#rules = rules
    this.#limits = limits
    this.#timer = setInterval(() => this.#sweep(), sweepMs)
    this.#timer.unref()
  }

  /** The pool for a backend's URL; the same one for each URL of an origin. */
  of(url: URL): BackendPool {
    let pool = this.#pools.get(url.origin)
    if (pool === undefined) {
      pool = new BackendPool(url, this.#rules, this.#limits, this.#buffer)
      this.#pools.set(url.origin, pool)
    }
    return pool
  }

  close(): void {
    clearInterval(this.#timer)
    for (const pool of this.#pools.values()) pool.close()
  }

  #sweep(): void {
    const now = performance.now()
    for (const pool of this.#pools.values()) pool.sweep(now)
  }
}

export class BackendPool implements ConnectionOwner {
  readonly #secure: boolean
  readonly #host: string
  readonly #port: number
  readonly #rules: AddressRules
  readonly #limits: PoolLimits
  readonly #buffer: Buffer
  readonly #all = new Set<UpstreamConnection>()
  readonly #idle: UpstreamConnection[] = []
  #waiting: { call: UpstreamCall; deadline: number }[] = []
  readonly #refused: string | undefined
  readonly #lookup: LookupFunction

  constructor(url: URL, rules: AddressRules, limits: PoolLimits, buffer: Buffer) {
    this.#secure = url.protocol === 'https:'
    this.#host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
    this.#port = url.port === '' ? (this.#secure ? 443 : 80) : Number(url.port)
    this.#rules = rules
    this.#limits = limits
    this.#buffer = buffer
    this.#lookup = judgedLookup(rules, this.#port)
    // A literal address never passes the lookup, so it is judged here, before any connect.
    this.#refused = isIP(this.#host) === 0 ? undefined : refusedAddress(rules, this.#host, this.#port)
  }

  get connections(): number {
    return this.#all.size
  }

  /** Sends a call now, queues it, or fails it with `overloaded`. */
  send(call: UpstreamCall): void {
    if (this.#refused !== undefined) {
      call.onFail({ kind: 'unreachable', cause: this.#refused })
      return
    }
    const kept = this.#idle.pop()
    if (kept !== undefined) {
      kept.start(call)
      return
    }
    if (this.#all.size < this.#limits.connections) {
      this.#open().start(call)
      return
    }
    if (this.#waiting.length >= this.#limits.queue) {
      call.onFail({ kind: 'overloaded', cause: 'queue full' })
      return
    }
    this.#waiting.push({ call, deadline: performance.now() + call.connectTimeoutMs })
  }

  /** Gives a call up, wherever it is. */
  abort(call: UpstreamCall): void {
    if (call.line !== undefined) call.line.abort()
    else this.#waiting = this.#waiting.filter((entry) => entry.call !== call)
  }

  released(connection: UpstreamConnection): void {
    const next = this.#waiting.shift()
    if (next !== undefined) connection.start(next.call)
    else this.#idle.push(connection)
  }

  closed(connection: UpstreamConnection): void {
    this.#all.delete(connection)
    const index = this.#idle.indexOf(connection)
    if (index !== -1) this.#idle.splice(index, 1)
    const next = this.#waiting.shift()
    if (next !== undefined) this.send(next.call)
  }

  again(call: UpstreamCall): void {
    call.replayable = false
    this.#open().start(call)
  }

  sweep(now: number): void {
    for (const connection of this.#all) if (now >= connection.deadline) connection.expired()
    while (this.#waiting.length > 0 && (this.#waiting[0]?.deadline ?? now) <= now) {
      this.#waiting.shift()?.call.onFail({ kind: 'overloaded', cause: 'waited too long for a connection' })
    }
  }

  close(): void {
    for (const connection of [...this.#all]) connection.destroy()
  }

  #open(): UpstreamConnection {
    const socket = this.#secure ? this.#connectTls() : this.#connectTcp()
    socket.setNoDelay(true)
    const connection = new UpstreamConnection(socket, this)
    this.#all.add(connection)
    this.#readers.set(socket, connection)
    socket.once(this.#secure ? 'secureConnect' : 'connect', () => {
      // Again on the socket that is really connected: what was resolved and what answers may differ (quality D34).
      const refused = refusedAddress(this.#rules, socket.remoteAddress ?? '', this.#port)
      if (refused === undefined) connection.opened()
      else connection.refuse(refused)
    })
    return connection
  }

  readonly #readers = new WeakMap<object, UpstreamConnection>()

  #connectTcp(): Socket {
    const socket: Socket = connectTcp({
      host: this.#host,
      port: this.#port,
      lookup: this.#lookup,
      onread: {
        buffer: this.#buffer,
        callback: (bytes, view) =>
          this.#readers.get(socket)?.onRead(Buffer.from(view.buffer, view.byteOffset, bytes)) ?? true,
      },
    })
    return socket
  }

  #connectTls(): Socket {
    const socket: Socket = connectTls({
      host: this.#host,
      port: this.#port,
      lookup: this.#lookup,
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      ...(isIP(this.#host) === 0 ? { servername: this.#host } : {}),
    })
    socket.on('data', (bytes: Buffer) => {
      if (this.#readers.get(socket)?.onRead(bytes) === false) socket.pause()
    })
    return socket
  }
}
