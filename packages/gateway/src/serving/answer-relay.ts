import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { ResponseHead } from '../upstream/response-parser.ts'
import type { UpstreamLine } from '../upstream/upstream-call.ts'
import type { AnswerJudge } from './answer-judge.ts'
import type { ClientResponse } from './client-sides.ts'

/** An answer that came whole and is not longer goes out in one write with its head. */
const oneWriteBytes = 16 * 1024

/** What the relay asks of the exchange that it belongs to. */
export type RelayHost = {
  readonly line: UpstreamLine | undefined
  /** Gives the head to the client's side; `length` of the whole body where all of it is here. */
  sendHead(head: ResponseHead, length: number | undefined): void
  /** All of it came; `send` gives the rest to the client. */
  answered(send: () => void): void
  /** A judge that blocks has spoken; true: the answer must not go on, and the host has ended it. */
  refusedBy(findings: readonly ValidationFinding[]): boolean
}

/** The way of one backend's answer to its client: as it comes, or held until its judge has spoken. */
export class AnswerRelay {
  readonly #host: RelayHost
  readonly #response: ClientResponse
  readonly head: ResponseHead
  readonly judge: AnswerJudge | undefined
  readonly firstByteMs = performance.now()
  lastByteMs = 0
  headSent = false
  /** All of it came. */
  ended = false
  /** Bytes of the body so far. */
  bytes = 0
  #views: Buffer[] = []
  #held: Buffer[] | undefined
  #waitingForClient = false

  constructor(host: RelayHost, response: ClientResponse, head: ResponseHead, judge: AnswerJudge | undefined) {
    this.#host = host
    this.#response = response
    this.head = head
    this.judge = judge
    this.#held = judge?.blocks === true ? [] : undefined
  }

  body(bytes: Buffer): void {
    this.#views.push(bytes)
    this.bytes += bytes.length
  }

  /** All that came in one read is here and sound. */
  flush(): void {
    const views = this.#views
    this.#views = []
    if (this.#held === undefined) this.#send(views, this.judge)
    else this.#hold(views, this.#held)
  }

  /** The exchange ends some other way. */
  drop(): undefined {
    this.#views = []
    this.#held = undefined
    this.judge?.end()
  }

  #hold(views: readonly Buffer[], held: Buffer[]): void {
    const judge = this.judge as AnswerJudge
    for (const view of views) {
      const piece = Buffer.from(view)
      judge.take(piece)
      held.push(piece)
    }
    if (judge.keeps && !this.ended) return
    judge.judge((findings) => {
      // The client may be gone by now.
      if (this.#held === undefined || this.#host.refusedBy(findings)) return
      this.#held = undefined
      this.#send(held, undefined)
    })
  }

  #send(views: readonly Buffer[], judge: AnswerJudge | undefined): void {
    const response = this.#response
    if (!this.headSent) {
      this.headSent = true
      const single = this.ended && this.bytes <= oneWriteBytes
      this.#host.sendHead(this.head, single ? this.bytes : undefined)
      if (single) {
        let body = ''
        for (const view of views) body += view.toString('latin1')
        judge?.take(Buffer.from(body, 'latin1'))
        this.#host.answered(() => response.endWith(body))
        return
      }
    }
    let room = true
    for (const view of views) {
      const piece = Buffer.from(view)
      judge?.take(piece)
      room = response.write(piece)
    }
    if (this.ended) {
      this.lastByteMs = performance.now()
      this.#host.answered(() => response.end())
    } else if (!room && !this.#waitingForClient) {
      this.#waitingForClient = true
      this.#host.line?.pause()
      response.whenDrained(() => {
        this.#waitingForClient = false
        this.#host.line?.resume()
      })
    }
  }
}
