import type { ServerResponse } from 'node:http'
import { constants, createGzip, type Gzip } from 'node:zlib'
import type { Frame } from '@gatehouse/contracts/sync'

/** Unsent bytes at which a gateway counts as too slow. It is cut, and begins again where it stood. */
const mostUnsentBytes = 16 * 1024 * 1024
/** A gateway that takes nothing for so long is gone, whatever its socket says. */
const stalledAfterMs = 10_000

/** Writes frames to one stream, a line each, flushed at once; cuts a gateway that does not keep up. */
export class FrameWriter {
  readonly #response: ServerResponse
  readonly #gzip: Gzip | undefined
  #blockedSince: number | undefined
  #closed = false

  constructor(response: ServerResponse, gzip: boolean) {
    this.#response = response
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    })
    response.socket?.setNoDelay(true)
    response.flushHeaders()
    response.on('drain', () => {
      this.#blockedSince = undefined
    })
    response.on('close', () => {
      this.#closed = true
      this.#gzip?.destroy()
    })
    response.on('error', () => this.cut())
    if (!gzip) return
    this.#gzip = createGzip({ level: 1 })
    this.#gzip.on('error', () => this.cut())
    this.#gzip.pipe(response)
  }

  get closed(): boolean {
    return this.#closed
  }

  send(frame: Frame): void {
    this.sendLine(`${JSON.stringify(frame)}\n`)
  }

  /** A frame that was written as text before: the same for all gateways of a stage. */
  sendLine(line: string): void {
    if (this.#closed) return
    if (this.#gzip) {
      this.#gzip.write(line)
      this.#gzip.flush(constants.Z_SYNC_FLUSH)
    } else if (!this.#response.write(line)) {
      this.#blockedSince ??= performance.now()
    }
    this.cutIfSlow()
  }

  /** Called with each ping, too: a stream into which nothing is written can stall as well. */
  cutIfSlow(): void {
    const unsent = this.#response.writableLength + (this.#gzip?.writableLength ?? 0) + (this.#gzip?.readableLength ?? 0)
    if (this.#response.writableNeedDrain) this.#blockedSince ??= performance.now()
    const stalled = this.#blockedSince !== undefined && performance.now() - this.#blockedSince > stalledAfterMs
    if (unsent > mostUnsentBytes || stalled) this.cut()
  }

  /** Ends at once; what is unsent is lost and comes again after the next hello. */
  cut(): void {
    this.#closed = true
    this.#gzip?.destroy()
    this.#response.destroy()
  }

  /** Ends after what is written: a planned stop. */
  end(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#gzip) this.#gzip.end()
    else this.#response.end()
  }
}
