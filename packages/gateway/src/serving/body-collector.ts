import type { IncomingMessage } from 'node:http'

/**
 * Reads a whole body of at most `most` bytes, then calls back once: with the bytes, or undefined when there are more. When the client
 * goes away nothing is called: the exchange ends by its connection's close.
 */
export function collectBody(
  request: IncomingMessage,
  length: number | 'chunked',
  most: number,
  done: (bytes: Buffer | undefined) => void,
): void {
  if (length === 0) {
    done(Buffer.alloc(0))
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  let over = false
  request.on('data', (chunk: Buffer) => {
    if (over) return
    bytes += chunk.length
    if (bytes > most) {
      over = true
      done(undefined)
      return
    }
    chunks.push(chunk)
  })
  request.on('end', () => {
    if (!over && request.complete) done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes))
  })
}
