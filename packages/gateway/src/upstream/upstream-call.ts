import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { ResponseHead } from './response-parser.ts'

/** Why a call to a backend got no answer. `cause` is for the log and the metrics, never for the client. */
export type UpstreamFailure = {
  kind: 'unreachable' | 'timeout' | 'invalid' | 'overloaded'
  cause: string
}

/** What the client is told of a failure. */
export const problemOfFailure: Record<UpstreamFailure['kind'], ProblemCode> = {
  unreachable: 'backend_unreachable',
  timeout: 'backend_timeout',
  invalid: 'backend_invalid',
  overloaded: 'overloaded',
}

/** Methods whose request may be sent twice (RFC 9110 §9.2.2). */
export const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])

/** What a call may do with the connection that carries it; only until the end of the call. */
export type UpstreamLine = {
  /** Writes a piece of a streamed body, already framed. False: wait for `onDrain`. */
  write(bytes: Buffer | string): boolean
  /** The streamed body is whole. */
  endBody(): void
  pause(): void
  resume(): void
  /** Gives the call up and closes the connection; no event follows. */
  abort(): void
}

/** One request to a backend and what happens with its answer. The events come in order and end with `onEnd` or `onFail`. */
export type UpstreamCall = {
  /** Request line and fields, ready to write. */
  requestHead: string
  /** Whole body, none, or `stream`: then pieces follow by `UpstreamLine.write`. */
  requestBody: Buffer | undefined | 'stream'
  isHead: boolean
  /** Idempotent, and the body is at hand: may be sent once more when a kept connection turns out to be closed (RFC 9110 §9.2.2). */
  replayable: boolean
  connectTimeoutMs: number
  firstByteTimeoutMs: number
  /** Microseconds that the connect took, 0 on a kept connection. */
  connectUs: number
  /** The connection that carries it, from the moment it was chosen; set by the pool. */
  line: UpstreamLine | undefined
  /** The request's head is written: a streamed body may begin. */
  onOpen(line: UpstreamLine): void
  onInformational(status: number, rawHeaders: string[]): void
  onHead(head: ResponseHead): void
  /** The view is good until `onFlush` returns. */
  onBody(bytes: Buffer): void
  /** The answer is whole; `onFlush` follows. */
  onEnd(): void
  /** All that came in one read was given and is sound so far. */
  onFlush(): void
  onDrain(): void
  onFail(failure: UpstreamFailure): void
}
