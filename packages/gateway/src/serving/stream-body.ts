import type { IncomingMessage } from 'node:http'
import type { UpstreamLine } from '../upstream/upstream-call.ts'

export type BodyStream = {
  request: IncomingMessage
  line: UpstreamLine
  /** The length is not known: pieces are framed anew. */
  chunked: boolean
  most: number
  /** False once the call has ended or goes another way. */
  current(): boolean
  count(bytes: number): number
  tooLarge(): void
}

/** Carries a request's body to a backend as it comes, at the pace at which the backend takes it. Trailers stay behind. */
export function streamBody({ request, line, chunked, most, current, count, tooLarge }: BodyStream): void {
  request.on('data', (chunk: Buffer) => {
    const total = count(chunk.length)
    if (!current()) return
    if (total > most) {
      tooLarge()
      return
    }
    if (chunked) line.write(`${chunk.length.toString(16)}\r\n`)
    let more = line.write(chunk)
    if (chunked) more = line.write('\r\n')
    if (!more) request.pause()
  })
  request.on('end', () => {
    // `complete` is false when the client went away: then the backend must not take what it has for the whole.
    if (!current() || !request.complete) return
    if (chunked) line.write('0\r\n\r\n')
    line.endBody()
  })
}
