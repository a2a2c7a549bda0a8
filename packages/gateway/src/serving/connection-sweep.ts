import type { Socket } from 'node:net'

/** What the sweep notes at a client's connection. */
export type SweptSocket = Socket & { [noted]?: { since: number; bytes: number; busy: () => boolean } }
export const noted = Symbol('noted')

const sweepMs = 1000

/**
 * Ends connections that are idle, or on which nothing has moved for too long. One timer for all: Node's own limits set one per
 * connection and request.
 */
export class ConnectionSweep {
  readonly #sockets = new Set<SweptSocket>()
  readonly #timer: NodeJS.Timeout

  constructor(idleMs: number, stalledMs: number) {
    this.#timer = setInterval(() => this.#sweep(idleMs, stalledMs), Math.min(sweepMs, idleMs))
    this.#timer.unref()
  }

  add(socket: SweptSocket, busy: () => boolean): void {
    socket[noted] = { since: performance.now(), bytes: 0, busy }
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #sweep(idleMs: number, stalledMs: number): void {
    const now = performance.now()
    for (const socket of this.#sockets) {
      const note = socket[noted]
      if (note === undefined) continue
      const bytes = socket.bytesRead + socket.bytesWritten
      if (bytes !== note.bytes) {
        note.bytes = bytes
        note.since = now
      } else if (now - note.since > (note.busy() ? stalledMs : idleMs)) socket.destroy()
    }
  }
}
