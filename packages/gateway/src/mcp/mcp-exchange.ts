import { STATUS_CODES } from 'node:http'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { ToolCaller } from '@gatehouse/policies/tools/tool-caller'
import type { ToolRequest } from '@gatehouse/policies/tools/tool-request'
import { clientAddress } from '../listener/client-address.ts'
import { type CheckedHead, checkHead } from '../listener/head-rules.ts'
import { nextRequestId } from '../request-ids.ts'
import type { ServedExchange } from '../serving/active-exchanges.ts'
import { collectBody } from '../serving/body-collector.ts'
import type { Exchange } from '../serving/exchange.ts'
import type { LeanRequest } from '../serving/lean-request.ts'
import type { LeanResponse } from '../serving/lean-response.ts'
import { staleOrMissing } from '../serving/own-answers.ts'
import { problemFields, problemText } from '../serving/problem-body.ts'
import type { ServingState } from '../serving/serving-state.ts'
import type { ServingThread } from '../serving/serving-thread.ts'
import { decideCaller, requestHeadOf } from '../tokens/decide-request.ts'
import { usageEventOf } from '../usage/usage-event-of.ts'
import { type CapturedAnswer, CapturedResponse } from './captured-response.ts'
import { InnerRequest } from './inner-request.ts'
import { errorText, type RequestId, readMessage, resultText } from './json-rpc.ts'
import { challenge, type McpAddress, resourceMetadata } from './mcp-address.ts'
import { answerMethod, protocolVersions } from './mcp-methods.ts'
import { toolResult } from './tool-result.ts'

const mostMessageBytes = 1024 * 1024
/** Of an answer that becomes a tool's result: what is longer fills a model's context for nothing. */
const mostResultBytes = 1024 * 1024

/**
 * One request to the MCP endpoint (streamable HTTP without sessions: each message stands alone, so any thread and any gateway can answer
 * it). A tool's call goes on as an exchange of its own – the same decision, limits, validation and record as the operation's own request.
 */
export class McpExchange implements ServedExchange {
  readonly #thread: ServingThread
  readonly #request: LeanRequest
  readonly #response: LeanResponse
  readonly #address: McpAddress
  readonly #requestId: string
  readonly #at = Date.now()
  readonly #startedMs = performance.now()
  #state: ServingState | undefined
  #head: CheckedHead | undefined
  #caller: ToolCaller | undefined
  #inner: Exchange | undefined
  #client = ''
  #bytesIn = 0
  #finished = false
  place = -1

  constructor(thread: ServingThread, request: LeanRequest, response: LeanResponse, address: McpAddress) {
    this.#thread = thread
    this.#request = request
    this.#response = response
    this.#address = address
    this.#requestId = nextRequestId(this.#at)
  }

  begin(): void {
    try {
      this.#begin()
    } catch (error) {
      this.#thread.report(error)
      this.#refuse('gateway_error')
    }
  }

  #begin(): void {
    const thread = this.#thread
    const request = this.#request
    const head = checkHead(request.method, request.url, request.httpVersion, request.rawHeaders, thread.limits)
    this.#head = head
    this.#client = clientAddress(request.peer, head.forwardedFor, thread.trusted)
    this.#response.expectsContinue = head.expectContinue && request.httpVersionMinor !== 0
    if (head.problem !== undefined) {
      this.#response.shouldKeepAlive = false
      this.#refuse(head.problem, head.detail)
      return
    }
    const state = thread.state
    this.#state = state
    const missing = staleOrMissing(thread, state)
    if (missing !== undefined || state === undefined)
      this.#refuse(missing ?? 'not_ready', undefined, ['retry-after', '1'])
    else if (this.#address === 'metadata') this.#answerMetadata(state, head)
    else this.#answerEndpoint(state, head)
  }

  #answerMetadata(state: ServingState, head: CheckedHead): void {
    const { method } = this.#request
    if (method !== 'GET' && method !== 'HEAD') {
      this.#refuse('method_not_allowed', 'This path takes GET.', ['allow', 'GET, HEAD'])
      return
    }
    const { stage, portalUrl } = state.snapshot.manifest
    const issuers = [...state.deps.access.tokens().byIssuer.keys()]
    this.#answer(200, resourceMetadata(this.#origin(head), portalUrl, stage.publicName ?? stage.name, issuers))
  }

  #answerEndpoint(state: ServingState, head: CheckedHead): void {
    const asked = { ...requestHeadOf(this.#request, head, this.#client), tools: 'endpoint' as const }
    decideCaller(this.#thread.introspector, state, asked, (caller) => {
      if (!this.#finished) this.#answerCaller(state, head, caller)
    })
  }

  #answerCaller(state: ServingState, head: CheckedHead, caller: ToolCaller): void {
    const { method, rawHeaders } = this.#request
    this.#caller = caller
    const { decision } = caller
    if (decision.kind === 'refuse') {
      const said = decision.responseHeaders
      const at = said.indexOf('WWW-Authenticate')
      const fields = at < 0 ? [] : ['www-authenticate', challenge(this.#origin(head), said[at + 1])]
      decision.responseHeaders = []
      this.#refuse(decision.code, decision.detail, fields)
      return
    }
    if (method !== 'POST') {
      this.#refuse('method_not_allowed', 'Messages are sent by POST; there is no stream to listen to.', [
        'allow',
        'POST',
      ])
      return
    }
    const unfit = unfitFields(rawHeaders, head.host)
    if (unfit !== undefined) {
      this.#refuse(unfit.code, unfit.detail)
      return
    }
    if (typeof head.bodyLength === 'number' && head.bodyLength > mostMessageBytes) {
      this.#refuse('body_too_large', `At most ${mostMessageBytes} bytes.`)
      return
    }
    if (head.expectContinue && head.bodyLength !== 0) this.#response.writeContinue()
    collectBody(this.#request, head.bodyLength, mostMessageBytes, (bytes) => {
      if (this.#finished) return
      if (bytes === undefined) this.#refuse('body_too_large', `At most ${mostMessageBytes} bytes.`)
      else this.#takeMessage(state, caller, bytes)
    })
  }

  #takeMessage(state: ServingState, caller: ToolCaller, bytes: Buffer): void {
    this.#bytesIn = bytes.length
    try {
      const message = readMessage(bytes)
      if (message.kind === 'silent') this.#answer(202, undefined)
      else if (message.kind === 'invalid') this.#answer(400, errorText(null, message.code, message.message))
      else {
        const answer = answerMethod(message, state.deps, caller)
        if ('call' in answer) this.#call(answer.call, caller, message.id)
        else this.#answer(200, answer.text)
      }
    } catch (error) {
      this.#thread.report(error)
      this.#refuse('gateway_error')
    }
  }

  #call(call: ToolRequest, caller: ToolCaller, id: RequestId): void {
    const request = new InnerRequest(call, this.#request, caller.authorization)
    const response = new CapturedResponse(mostResultBytes, (answer) => this.#answerCall(id, answer))
    const inner = this.#thread.startInner(request, response)
    this.#inner = inner
    inner.begin()
  }

  /** The call has its own record; this answer only carries it. */
  #answerCall(id: RequestId, answer: CapturedAnswer): void {
    if (this.#finished) return
    this.#finished = true
    const requestId = this.#inner?.requestId ?? this.#requestId
    const text = resultText(id, toolResult(answer, requestId))
    this.#send(200, ['content-type', 'application/json', 'x-request-id', requestId], text)
    this.#thread.released(this)
  }

  clientGone(): void {
    if (this.#finished) return
    if (this.#inner === undefined) {
      this.#finished = true
      this.#record('client', 499, undefined, 0)
      return
    }
    this.#finished = true
    this.#inner.clientGone()
    this.#thread.released(this)
  }

  malformed(code: ProblemCode): boolean {
    if (this.#finished) return false
    this.#response.shouldKeepAlive = false
    this.#refuse(code)
    return true
  }

  /** Answers are whole and short; the call of a tool is an exchange of its own. */
  interim(): void {}
  readonly ongoing = undefined

  #answer(status: number, text: string | undefined): void {
    if (this.#finished) return
    this.#finished = true
    const type = text === undefined ? [] : ['content-type', 'application/json']
    this.#send(status, [...type, 'cache-control', 'no-store', 'x-request-id', this.#requestId], text ?? '')
    this.#record('gateway', status, undefined, Buffer.byteLength(text ?? ''))
  }

  #refuse(code: ProblemCode, detail?: string | null, more: readonly string[] = []): void {
    if (this.#finished) return
    this.#finished = true
    const text = problemText(this.#state?.snapshot, code, this.#requestId, detail, [])
    const fields = problemFields(text, this.#requestId, undefined, more)
    if (!this.#request.complete) this.#response.shouldKeepAlive = false
    if (this.#thread.draining) this.#response.shouldKeepAlive = false
    this.#response.sendHead(text.status, STATUS_CODES[text.status] ?? '', fields, true, false)
    this.#response.end(text.body)
    this.#record('gateway', text.status, code, text.body.length)
  }

  #send(status: number, fields: readonly string[], text: string): void {
    if (this.#thread.draining) this.#response.shouldKeepAlive = false
    const length = ['content-length', String(Buffer.byteLength(text))]
    this.#response.sendHead(status, STATUS_CODES[status] ?? '', [...fields, ...length], true, false)
    this.#response.end(text)
  }

  #record(source: 'gateway' | 'client', status: number, code: ProblemCode | undefined, bytesOut: number): void {
    const totalUs = Math.round((performance.now() - this.#startedMs) * 1000)
    this.#thread.log.append(
      usageEventOf({
        requestId: this.#requestId,
        at: this.#at,
        interim: false,
        decision: this.#caller?.decision,
        method: this.#request.method,
        host: this.#head?.host ?? '',
        target: this.#head?.target ?? '',
        status,
        statusSource: source,
        code,
        bytesIn: this.#bytesIn,
        bytesOut,
        totalUs,
        connectUs: undefined,
        firstByteUs: undefined,
        bodyUs: undefined,
        userAgent: this.#head?.userAgent,
        clientAddress: this.#client,
        live: this.#state?.snapshot.live ?? false,
        trace: [
          { phase: 'parse', outcome: code === undefined ? 'passed' : 'refused', us: totalUs, facts: { mcp: true } },
        ],
      }),
    )
    this.#thread.ended(this, undefined, false, totalUs, this.#bytesIn, bytesOut)
  }

  /** As the client sees this gateway; a proxy in front says which scheme it speaks. */
  #origin(head: CheckedHead): string {
    const { peer, rawHeaders } = this.#request
    const trusted = !this.#thread.trusted.none && this.#thread.trusted.has(peer)
    const scheme = trusted && fieldOf(rawHeaders, 'x-forwarded-proto')?.toLowerCase() === 'https' ? 'https' : 'http'
    return `${scheme}://${head.host}`
  }
}

/** What the transport asks of each message's fields: no page of another site, JSON, a revision that is spoken here. */
function unfitFields(rawHeaders: readonly string[], host: string): { code: ProblemCode; detail: string } | undefined {
  const origin = fieldOf(rawHeaders, 'origin')
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host.toLowerCase())) {
    return { code: 'access_rule_denied', detail: 'Pages of other sites may not call tools (Origin).' }
  }
  if (!/^application\/json\s*(;|$)/i.test(fieldOf(rawHeaders, 'content-type') ?? '')) {
    return { code: 'content_type_unsupported', detail: 'Messages are application/json.' }
  }
  const version = fieldOf(rawHeaders, 'mcp-protocol-version')
  if (version !== undefined && !(protocolVersions as readonly string[]).includes(version)) {
    return { code: 'bad_request', detail: `MCP-Protocol-Version is one of ${protocolVersions.join(', ')}.` }
  }
  return undefined
}

function fieldOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name) return rawHeaders[i + 1]?.trim()
  }
  return undefined
}
