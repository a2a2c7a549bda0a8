import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { RuntimeOperation } from '@gatehouse/policies/decide-types'
import { headerValue } from '@gatehouse/policies/raw-headers'
import { notJudged, type ResponseContract, unjudgedRule } from '@gatehouse/policies/validation/response-contract'
import type { ResponseHead } from '../upstream/response-parser.ts'

/** A longer body, on the wire or without its coding, goes on unjudged and is counted as such. */
export const judgedBytes = 1_048_576
/** What one thread keeps of all bodies that wait for their judgement. */
const keptBytes = 32 * 1_048_576

/** Bytes of bodies that a thread keeps for judging. */
export class JudgeBudget {
  #kept = 0

  take(bytes: number): boolean {
    if (this.#kept + bytes > keptBytes) return false
    this.#kept += bytes
    return true
  }

  give(bytes: number): void {
    this.#kept -= bytes
  }
}

const decoders = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
])

/** One answer of a backend, held against the operation's contract. Made when its head came; `operation` validates responses. */
export class AnswerJudge {
  /** The client gets nothing before the verdict. */
  readonly blocks: boolean
  readonly #contract: ResponseContract
  readonly #head: ResponseHead
  readonly #mayHaveBody: boolean
  readonly #coding: string
  readonly #budget: JudgeBudget
  #pieces: Buffer[] = []
  #kept = 0
  #length = 0
  /** The body is of interest, and all that came of it is here. */
  #keeps: boolean
  #unjudged: string | undefined

  constructor(
    contract: ResponseContract,
    mode: RuntimeOperation['responseMode'],
    head: ResponseHead,
    isHead: boolean,
    budget: JudgeBudget,
  ) {
    this.blocks = mode === 'block'
    this.#contract = contract
    this.#head = head
    this.#budget = budget
    this.#mayHaveBody = !isHead && head.status !== 204 && head.status !== 205 && head.status !== 304
    this.#coding = (headerValue(head.rawHeaders, 'content-encoding') ?? 'identity').trim().toLowerCase()
    this.#keeps = this.#mayHaveBody && contract.judgesBody(head.status, head.rawHeaders)
    if (!this.#keeps) return
    if (head.length > judgedBytes) this.#giveUp(tooLong)
    else if (this.#coding !== 'identity' && !decoders.has(this.#coding)) this.#giveUp('a coding that can be undone')
  }

  /** The verdict needs the whole body. */
  get keeps(): boolean {
    return this.#keeps
  }

  /** Keeps a piece of the body; it must not change any more. */
  take(piece: Buffer): void {
    this.#length += piece.length
    if (!this.#keeps) return
    if (this.#length > judgedBytes) this.#giveUp(tooLong)
    else if (!this.#budget.take(piece.length)) this.#giveUp('a gateway with room to keep it')
    else {
      this.#kept += piece.length
      this.#pieces.push(piece)
    }
  }

  /** Lets go of what was kept. */
  end(): void {
    this.#budget.give(this.#kept)
    this.#kept = 0
    this.#pieces = []
  }

  /** Calls back once, at once where no coding has to be undone. Everything of the body that is to be judged has been taken. */
  judge(done: (findings: ValidationFinding[]) => void): void {
    const body = this.#keeps ? Buffer.concat(this.#pieces) : undefined
    this.end()
    const decode = body === undefined || body.length === 0 ? undefined : decoders.get(this.#coding)
    if (body === undefined || decode === undefined) {
      done(this.#verdict(body))
      return
    }
    decode(body, { maxOutputLength: judgedBytes }, (error, plain) => {
      if (error === null) done(this.#verdict(plain))
      else {
        const tooMuch = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        this.#unjudged = tooMuch ? tooLong : `content that is ${this.#coding}`
        done(this.#verdict(undefined))
      }
    })
  }

  #verdict(body: Buffer | undefined): ValidationFinding[] {
    const { status, rawHeaders, length } = this.#head
    const found = this.#contract.judge({
      status,
      rawHeaders,
      mayHaveBody: this.#mayHaveBody,
      // Of a body that was not waited for only its announced length is known; without one there is some.
      length: this.#length > 0 ? this.#length : this.#keeps ? 0 : length === -1 ? 1 : length,
      body,
    })
    return this.#unjudged === undefined ? found : [...found.slice(0, 19), notJudged(this.#unjudged)]
  }

  #giveUp(why: string): void {
    this.#unjudged = why
    this.#keeps = false
    this.end()
  }
}

const tooLong = `at most ${judgedBytes} bytes`

/** The judge of an answer to `operation`; undefined where nobody asked for one. */
export function answerJudge(
  { responses, responseMode }: RuntimeOperation,
  head: ResponseHead,
  isHead: boolean,
  budget: JudgeBudget,
): AnswerJudge | undefined {
  return responses === null ? undefined : new AnswerJudge(responses, responseMode, head, isHead, budget)
}

/** A body that nobody looked into breaks nothing. */
export function breaksContract(findings: readonly ValidationFinding[]): boolean {
  return findings.some(({ rule }) => rule !== unjudgedRule)
}
