import { type Frame, frame } from '@gatehouse/contracts/sync'

/** Longest line: a manifest of ten thousand versions is far below. */
const mostLineBytes = 64 * 1024 * 1024

/** Cuts NDJSON into frames. A line that is no known frame is an error: what is not understood is never skipped. */
export class FrameReader {
  #pending: Buffer[] = []
  #bytes = 0

  /** @throws Error on a line that is too long, not JSON, or no frame. */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = []
    let from = 0
    for (;;) {
      const end = chunk.indexOf(10, from)
      if (end === -1) break
      const line = this.#line(chunk.subarray(from, end))
      from = end + 1
      if (line !== '') frames.push(frame.parse(JSON.parse(line)))
    }
    if (from < chunk.length) {
      this.#pending.push(Buffer.from(chunk.subarray(from)))
      this.#bytes += chunk.length - from
      if (this.#bytes > mostLineBytes) throw new Error('frame too long')
    }
    return frames
  }

  #line(last: Buffer): string {
    if (this.#pending.length === 0) return last.toString('utf8')
    const line = Buffer.concat([...this.#pending, last]).toString('utf8')
    this.#pending = []
    this.#bytes = 0
    return line
  }
}
