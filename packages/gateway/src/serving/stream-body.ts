import type { UpstreamLine } from '../upstream/upstream-call.ts'
import type { ClientRequest } from './client-sides.ts'

export type BodyStream = {
  request: ClientRequest
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
  request.read({
    data: (chunk) => {
      const total = count(chunk.length)
      if (!current()) return true
      if (total > most) {
        tooLarge()
        return true
      }
      if (chunked) line.write(`${chunk.length.toString(16)}\r\n`)
      const more = line.write(chunk)
      return chunked ? line.write('\r\n') : more
    },
    // Not called when the client went away: then the backend must not take what it has for the whole.
    end: () => {
      if (!current()) return
      if (chunked) line.write('0\r\n\r\n')
      line.endBody()
    },
  })
}
