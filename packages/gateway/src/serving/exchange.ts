import { STATUS_CODES } from 'node:http'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { MockAnswer } from '@gatehouse/contracts/snapshot'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { decideBody } from '@gatehouse/policies/decide'
import type { AllowDecision, Decision } from '@gatehouse/policies/decide-types'
import { clientAddress } from '../listener/client-address.ts'
import { type CheckedHead, checkHead } from '../listener/head-rules.ts'
import { nextRequestId } from '../request-ids.ts'
import { decideRequest, requestHeadOf } from '../tokens/decide-request.ts'
import type { BackendPool } from '../upstream/backend-pool.ts'
import { OutgoingCall } from '../upstream/outgoing-call.ts'
import { writeRequestHead } from '../upstream/request-head.ts'
import { clientFields } from '../upstream/response-fields.ts'
import type { ResponseHead } from '../upstream/response-parser.ts'
import type { UpstreamCall, UpstreamFailure, UpstreamLine } from '../upstream/upstream-call.ts'
import { idempotent, problemOfFailure } from '../upstream/upstream-call.ts'
import { timesOf } from '../usage/exchange-times.ts'
import { usageEventOf } from '../usage/usage-event-of.ts'
import { answerJudge, breaksContract } from './answer-judge.ts'
import { AnswerRelay, type RelayHost } from './answer-relay.ts'
import { collectBody } from './body-collector.ts'
import type { ClientRequest, ClientResponse } from './client-sides.ts'
import type { OngoingCall } from './fallen-streams.ts'
import { chooseMock, mockFields } from './mock-choice.ts'
import { answerItself, optionsFields, staleOrMissing } from './own-answers.ts'
import { problemFields, problemText } from './problem-body.ts'
import type { ServingState } from './serving-state.ts'
import type { ServingThread } from './serving-thread.ts'
import { settleAnswer } from './settle-answer.ts'
import { streamBody } from './stream-body.ts'
import { traceOf } from './trace.ts'

/** A refused request's body up to this length is read over; a longer one ends the connection. */
const drainableBytes = 256 * 1024

/** One request from its head to its usage record. */
export class Exchange extends OutgoingCall implements UpstreamCall, RelayHost {
  readonly #thread: ServingThread
  readonly #request: ClientRequest
  readonly #response: ClientResponse
  readonly requestId: string
  readonly #at = Date.now()
  readonly #startedMs = performance.now()
  #state: ServingState | undefined
  #checked: CheckedHead | undefined
  #address = ''
  #decision: Decision | undefined
  #pool: BackendPool | undefined
  #finished = false
  /** An answer of the gateway's own went out. */
  #answered = false
  #status = 0
  #bytesIn = 0
  #bytesOut = 0
  #interimIn = 0
  #interimOut = 0
  #sentMs = 0
  #endedMs = 0
  #relay: AnswerRelay | undefined
  #answerFindings: readonly ValidationFinding[] | undefined
  #headOnly = false

  /** Index among the active ones; kept by ActiveExchanges. */
  place = -1

  constructor(thread: ServingThread, request: ClientRequest, response: ClientResponse) {
    super()
    this.#thread = thread
    this.#request = request
    this.#response = response
    this.requestId = nextRequestId(this.#at)
  }

  begin(): void {
    this.#guarded(() => this.#decide())
  }

  /** A defect is answered and told, whoever called. */
  #guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#thread.report(error)
      this.#refuse('gateway_error')
    }
  }

  #decide(): void {
    const thread = this.#thread
    const request = this.#request
    const { method, peer } = request
    const head = checkHead(method, request.url, request.httpVersion, request.rawHeaders, thread.limits)
    this.#checked = head
    this.#state = thread.state
    this.#headOnly = method === 'HEAD'
    this.#response.expectsContinue = head.expectContinue && request.httpVersionMinor !== 0
    this.#address = clientAddress(peer, head.forwardedFor, thread.trusted)
    if (head.problem !== undefined) {
      // Who knows where such a request ends: the connection is not used again.
      this.#response.shouldKeepAlive = false
      this.#refuse(head.problem, head.detail)
      return
    }
    const state = this.#state
    const missing = staleOrMissing(thread, state)
    if (missing !== undefined || state === undefined)
      this.#refuse(missing ?? 'not_ready', undefined, ['retry-after', '1'])
    else this.#decideHead(method, head, state)
  }

  #decideHead(method: string, head: CheckedHead, state: ServingState): void {
    const own = answerItself(method, head, state.via)
    if (own !== undefined) {
      if (own.problem === undefined) this.#answerOwn(204, [...optionsFields, 'x-request-id', this.requestId])
      else this.#refuse(own.problem, undefined, own.fields)
      return
    }
    decideRequest(this.#thread.introspector, state, requestHeadOf(this.#request, head, this.#address), (decision) => {
      if (this.#finished) return
      this.#decision = decision
      if (decision.kind === 'refuse') this.#refuse(decision.code, decision.detail)
      else this.#guarded(() => this.#takeBody(decision, head))
    })
  }

  #takeBody(decision: AllowDecision, head: CheckedHead): void {
    const most = decision.operation.bodyBytes
    if (typeof head.bodyLength === 'number' && head.bodyLength > most) {
      this.#refuse('body_too_large', `At most ${most} bytes.`)
      return
    }
    if (head.expectContinue && head.bodyLength !== 0) this.#response.writeContinue()
    if (!decision.needsBody) {
      this.#forward(decision, head.bodyLength === 0 ? undefined : 'stream')
      return
    }
    collectBody(this.#request, head.bodyLength, most, (bytes) => {
      if (this.#finished) return
      if (bytes === undefined) {
        this.#refuse('body_too_large', `At most ${most} bytes.`)
        return
      }
      this.#bytesIn = bytes.length
      this.#guarded(() => this.#decideBody(decision, bytes))
    })
  }

  #decideBody(decision: AllowDecision, bytes: Buffer): void {
    const after = decideBody((this.#state as ServingState).deps, decision, bytes)
    this.#decision = after
    const body = after.rewrittenBody ?? bytes
    if (after.kind === 'refuse') this.#refuse(after.code, after.detail)
    else this.#forward(after, body.length === 0 ? undefined : body)
  }

  #forward(decision: AllowDecision, body: Buffer | undefined | 'stream'): void {
    if (decision.operation.definition.mock !== undefined) {
      this.#answerFromMock(decision, decision.operation.definition.mock)
      return
    }
    const state = this.#state as ServingState
    const head = this.#checked as CheckedHead
    const { backend: runtime, upstreamMethod } = decision.operation
    const backend = state.backend(runtime)
    if ('missing' in backend) {
      this.#thread.report(new Error(`backend ${runtime.name} has no ${backend.missing}`))
      this.#refuse('gateway_error')
      return
    }
    const { peer } = this.#request
    const method = this.#headOnly && upstreamMethod === 'GET' ? 'HEAD' : upstreamMethod
    this.requestHead = writeRequestHead({
      decision,
      method,
      head,
      requestId: this.requestId,
      peer,
      peerTrusted: !this.#thread.trusted.none && this.#thread.trusted.has(peer),
      backend: backend.prepared,
      via: state.via,
      bodyLength: body === undefined ? 0 : body === 'stream' ? head.bodyLength : body.length,
    })
    this.requestBody = body
    this.isHead = method === 'HEAD'
    this.replayable = body !== 'stream' && idempotent.has(method)
    this.connectTimeoutMs = runtime.connectTimeoutMs
    this.firstByteTimeoutMs = runtime.timeoutMs
    this.#sentMs = performance.now()
    this.#pool = backend.pool
    backend.pool.send(this)
  }

  onOpen(line: UpstreamLine): void {
    if (this.requestBody !== 'stream') return
    streamBody({
      request: this.#request,
      line,
      chunked: this.#checked?.bodyLength === 'chunked',
      most: (this.#decision as AllowDecision).operation.bodyBytes,
      current: () => this.line === line,
      count: (bytes) => {
        this.#bytesIn += bytes
        return this.#bytesIn
      },
      tooLarge: () => {
        this.#pool?.abort(this)
        this.#response.shouldKeepAlive = false
        this.#refuse('body_too_large', `At most ${(this.#decision as AllowDecision).operation.bodyBytes} bytes.`)
      },
    })
  }

  onDrain(): void {
    if (this.requestBody === 'stream') this.#request.resume()
  }

  onInformational(status: number, rawHeaders: string[]): void {
    // 100 answers an expectation that was not passed on. HTTP/1.0 knows no 1xx (RFC 9110 §15.2).
    if (this.#headSent || status === 100 || this.#request.httpVersion === '1.0') return
    const { fields } = clientFields({ status, reason: '', rawHeaders, length: 0, reusable: true }, [], '', false)
    this.#response.writeInformation(status, fields.slice(0, -2))
  }

  onHead(head: ResponseHead): void {
    const { operation } = this.#decision as AllowDecision
    const judge = answerJudge(operation, head, this.isHead, this.#thread.judgeBudget)
    this.#relay = new AnswerRelay(this, this.#response, head, judge)
    this.#status = head.status
  }

  onBody(bytes: Buffer): void {
    this.#relay?.body(bytes)
  }

  onEnd(): void {
    if (this.#relay !== undefined) this.#relay.ended = true
  }

  onFlush(): void {
    if (!this.#finished) this.#relay?.flush()
  }

  sendHead(head: ResponseHead, length: number | undefined): void {
    const state = this.#state as ServingState
    const own = (this.#decision as AllowDecision).responseHeaders
    const { fields, dated } = clientFields(head, own, state.via, this.#headOnly)
    for (const field of own) fields.push(field)
    fields.push('x-request-id', this.requestId)
    if (length !== undefined && head.length === -1) fields.push('content-length', String(length))
    if (this.#thread.draining || !this.#request.complete) this.#response.shouldKeepAlive = false
    this.#response.sendHead(head.status, head.reason, fields, length !== undefined || head.length !== -1, dated)
  }

  answered(send: () => void): void {
    this.#complete('backend', undefined, send)
  }

  refusedBy(findings: readonly ValidationFinding[]): boolean {
    this.#answerFindings = findings
    if (!breaksContract(findings)) return false
    if (this.#relay?.ended === false) this.#pool?.abort(this)
    this.#refuse('response_invalid')
    return true
  }

  onFail(failure: UpstreamFailure): void {
    if (this.#finished) return
    this.#thread.backendFailed(this.#decision as AllowDecision, failure)
    if (this.#headSent) {
      // Nothing else tells the client that the answer is not whole.
      this.#complete('backend', problemOfFailure[failure.kind], () => this.#response.destroy())
      return
    }
    if (this.requestBody === 'stream' && !this.#request.complete) this.#response.shouldKeepAlive = false
    const fields = failure.kind === 'overloaded' ? ['retry-after', '1'] : undefined
    this.#refuse(problemOfFailure[failure.kind], undefined, fields)
  }

  get #headSent(): boolean {
    return this.#answered || this.#relay?.headSent === true
  }

  clientGone(): void {
    if (this.#finished) return
    this.#pool?.abort(this)
    if (!this.#headSent) this.#status = 499
    this.#complete(this.#headSent ? 'backend' : 'client', undefined, () => {})
  }

  get ongoing(): OngoingCall | undefined {
    const decision = this.#decision
    if (this.#finished || decision?.kind !== 'allow') return undefined
    return { decision, sinceMs: this.#startedMs, cutOff: () => this.#cutOff(decision) }
  }

  #cutOff(decision: AllowDecision): void {
    this.#pool?.abort(this)
    if (this.#headSent) this.#complete('backend', undefined, () => this.#response.destroy())
    else this.#refuse(decision.tokenCaller === null ? 'key_revoked' : 'token_revoked')
  }

  malformed(code: ProblemCode): boolean {
    if (this.#finished || this.#headSent) return false
    this.#pool?.abort(this)
    this.#response.shouldKeepAlive = false
    this.#refuse(code)
    return true
  }

  #answerFromMock({ responseHeaders }: AllowDecision, answers: readonly MockAnswer[]): void {
    const choice = chooseMock(answers, this.#request.rawHeaders)
    if (choice === undefined) this.#refuse('not_acceptable')
    else this.#answerOwn(choice.answer.status, mockFields(choice, this.requestId, responseHeaders), choice.answer.body)
  }

  /** An answer of the gateway itself that is no problem. */
  #answerOwn(status: number, fields: readonly string[], body = ''): void {
    this.#closeIfUnread()
    this.#status = status
    this.#answered = true
    this.#bytesOut = this.#headOnly ? 0 : Buffer.byteLength(body)
    this.#response.sendHead(status, STATUS_CODES[status] ?? '', fields, true, false)
    this.#complete('gateway', undefined, () => this.#response.end(this.#headOnly ? undefined : body))
  }

  /** A body that is long and not read is not read over for an answer that does not need it. */
  #closeIfUnread(): void {
    const length = this.#checked?.bodyLength ?? 0
    const unread = !this.#request.complete && (length === 'chunked' || length > drainableBytes)
    if (unread || this.#thread.draining) this.#response.shouldKeepAlive = false
  }

  #refuse(code: ProblemCode, detail?: string | null, more?: readonly string[]): void {
    if (this.#finished) return
    // What is wrong with a backend's answer is the API's owner's to read, never the client's.
    const told = code === 'response_invalid' ? [] : (this.#decision?.findings ?? [])
    const text = problemText(this.#state?.snapshot, code, this.requestId, detail, told)
    const fields = problemFields(text, this.requestId, this.#decision?.responseHeaders, more)
    this.#closeIfUnread()
    this.#status = text.status
    this.#answered = true
    this.#bytesOut = text.body.length
    this.#response.sendHead(text.status, STATUS_CODES[text.status] ?? '', fields, true, false)
    this.#complete('gateway', code, () => this.#response.end(this.#headOnly ? undefined : text.body))
  }

  /** The last act: the record, and `send` before it, or behind it in strict mode. */
  #complete(source: 'gateway' | 'backend' | 'client', code: ProblemCode | undefined, send: () => void): void {
    this.#finished = true
    this.#endedMs = performance.now()
    const answer = source === 'backend' ? this.#relay : this.#relay?.drop()
    settleAnswer(this.#thread, answer, send, (findings, then) => {
      this.#answerFindings ??= findings
      this.#thread.log.append(this.#event(source, code, false), then)
      const us = (this.#endedMs - this.#startedMs) * 1000
      const failed = this.#status >= 500 || (source === 'backend' && code !== undefined)
      this.#thread.ended(this, this.#decision, failed, us, this.#bytesIn, this.#sentBytes)
    })
  }

  get #sentBytes(): number {
    return this.#answered ? this.#bytesOut : (this.#relay?.bytes ?? 0)
  }

  /** A minute of an answer that goes on: bytes since the last such record. */
  interim(nowMs: number): void {
    if (this.#finished || !this.#headSent || nowMs - this.#startedMs < 60_000) return
    this.#thread.log.append(this.#event('backend', undefined, true))
    this.#interimIn = this.#bytesIn
    this.#interimOut = this.#sentBytes
  }

  #event(source: 'gateway' | 'backend' | 'client', code: ProblemCode | undefined, interim: boolean) {
    const head = this.#checked
    const { firstByteMs = 0, lastByteMs = 0 } = this.#relay ?? {}
    const marks = { started: this.#startedMs, sent: this.#sentMs, firstByte: firstByteMs, lastByte: lastByteMs }
    const times = timesOf(marks, this.connectUs, this.#endedMs === 0 ? performance.now() : this.#endedMs)
    return usageEventOf({
      requestId: this.requestId,
      at: this.#at,
      interim,
      decision: this.#decision,
      method: this.#request.method,
      host: head?.host ?? '',
      target: head?.target ?? '',
      status: this.#status,
      statusSource: source,
      code,
      bytesIn: this.#bytesIn - this.#interimIn,
      bytesOut: this.#sentBytes - this.#interimOut,
      ...times,
      userAgent: head?.userAgent,
      clientAddress: this.#address,
      live: this.#state?.snapshot.live ?? false,
      trace: traceOf(this.#decision, code, times.firstByteUs, source, this.#answerFindings),
      answerFindings: this.#answerFindings,
    })
  }
}
