import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledResponse } from '@gatehouse/contracts/snapshot'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { headerIndex, headerValue } from '../raw-headers.ts'
import type { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import { readings } from './coerce.ts'
import { finding, findingsOf, maxFindings } from './findings.ts'
import { parseJsonBody } from './json-body.ts'
import { AcceptedContent } from './media-type.ts'
import { type ParameterPlan, planParameter } from './parameter-plan.ts'
import { readComposite } from './styles.ts'

/** An answer as the backend gave it. */
export type JudgedAnswer = {
  status: number
  rawHeaders: readonly string[]
  /** False for what has no body by its nature: the answer to HEAD, 204, 304. */
  mayHaveBody: boolean
  /** Bytes that came, coded or not. */
  length: number
  /** Without its coding; undefined when nobody looks into it (`judgesBody`, or it was not kept). */
  body: Uint8Array | undefined
}

type Expected = { headers: readonly ParameterPlan[]; content: AcceptedContent; empty: boolean }

/** What one operation may answer. Not re-entrant: one per thread, like the snapshot that holds it. */
export class ResponseContract {
  readonly #exact = new Map<number, Expected>()
  /** By first digit. */
  readonly #ranges = new Map<number, Expected>()
  #rest: Expected | undefined
  readonly #names: string

  constructor(
    responses: readonly CompiledResponse[],
    shared: Readonly<Record<string, JsonSchema>>,
    compile: CompileSchema,
  ) {
    for (const response of responses) {
      const expected = prepare(response, shared, compile)
      if (response.status === 'default') this.#rest = expected
      else if (/^[1-5]XX$/.test(response.status)) this.#ranges.set(Number(response.status[0]), expected)
      else this.#exact.set(Number(response.status), expected)
    }
    const names = responses.map(({ status }) => status)
    this.#names = names.length === 0 ? 'no status' : names.slice(0, 10).join(', ')
  }

  get validators(): LazyValidator[] {
    return this.#all().flatMap(({ headers, content }) => [
      ...headers.flatMap(({ validator }) => validator ?? []),
      ...content.validators,
    ])
  }

  /** False: a look at the head decides, the body need not be kept. */
  judgesBody(status: number, rawHeaders: readonly string[]): boolean {
    const expected = this.#expected(status)
    if (expected === undefined || expected.empty || status === 206) return false
    return expected.content.find(contentType(rawHeaders))?.json === true
  }

  /** All that breaks the contract, at most twenty; each is marked as the response's. */
  judge(answer: JudgedAnswer): ValidationFinding[] {
    const { status, rawHeaders } = answer
    // It stands for an answer that the client has (RFC 9110 §15.4.5): nothing in it can be judged.
    if (status === 304) return []
    const expected = this.#expected(status)
    if (expected === undefined) {
      return [mark({ in: 'header', pointer: '/:status', rule: 'status', expected: this.#names, got: String(status) })]
    }
    const found: ValidationFinding[] = []
    for (const plan of expected.headers) judgeHeader(plan, headerValue(rawHeaders, plan.lowerName), found)
    if (answer.mayHaveBody && !expected.empty) judgeBody(expected.content, answer, found)
    return found.slice(0, maxFindings).map(mark)
  }

  #expected(status: number): Expected | undefined {
    const found = this.#exact.get(status) ?? this.#ranges.get(Math.floor(status / 100)) ?? this.#rest
    // A part of a 200 is what the client asked for by Range; contracts name the whole (RFC 9110 §15.3.7).
    return found === undefined && status === 206 ? this.#expected(200) : found
  }

  #all(): Expected[] {
    return [...this.#exact.values(), ...this.#ranges.values(), ...(this.#rest === undefined ? [] : [this.#rest])]
  }
}

function prepare(
  response: CompiledResponse,
  shared: Readonly<Record<string, JsonSchema>>,
  compile: CompileSchema,
): Expected {
  const headers = response.headers.flatMap(({ name, required, schema }) => {
    const common = { in: 'header', name, required, style: 'simple', explode: false } as const
    const parameter = { ...common, allowReserved: false, allowEmptyValue: false }
    return planParameter(schema === undefined ? parameter : { ...parameter, schema }, shared, compile) ?? []
  })
  const content = new AcceptedContent(response.content, shared, compile)
  return { headers, content, empty: content.names.length === 0 }
}

function contentType(rawHeaders: readonly string[]): string {
  const at = headerIndex(rawHeaders, 'content-type')
  return at < 0 ? '' : (rawHeaders[at + 1] as string)
}

function judgeHeader(plan: ParameterPlan, text: string | undefined, found: ValidationFinding[]): void {
  if (text === undefined) {
    if (plan.required) found.push(finding('header', plan.pointer, 'required', 'a value'))
    return
  }
  if (plan.fast !== null) {
    if (plan.fast.check(text)) return
    const { errors, value } = plan.fast.explain(text)
    found.push(...findingsOf('header', plan.pointer, errors, value))
    return
  }
  if (plan.validator === null) return
  const { validator } = plan.validator
  const meanings =
    plan.kind === 'primitive'
      ? readings(text, plan.shape)
      : [readComposite(text.replace(/[ \t]*,[ \t]*/g, ','), plan.kind, 'simple', false, plan.name, plan.shape, asIs)]
  if (meanings.some((value) => validator(value))) return
  const [first] = meanings
  validator(first)
  found.push(...findingsOf('header', plan.pointer, validator.errors ?? [], first))
}

const asIs = (text: string): string => text

function judgeBody(accepted: AcceptedContent, answer: JudgedAnswer, found: ValidationFinding[]): void {
  if (answer.length === 0) {
    found.push(finding('body', '', 'required', 'a body'))
    return
  }
  const content = accepted.find(contentType(answer.rawHeaders))
  if (content === null) {
    found.push(finding('header', '/content-type', 'content-type', accepted.names.slice(0, 10).join(', ')))
    return
  }
  if (!content.json || answer.body === undefined) return
  const parsed = parseJsonBody(answer.body)
  if (!parsed.ok) {
    found.push(finding('body', '', 'json', `${parsed.reason} Line ${parsed.line}, column ${parsed.column}.`))
    return
  }
  const validator = content.validator?.validator
  if (validator === undefined || validator(parsed.value)) return
  found.push(...findingsOf('body', '', validator.errors ?? [], parsed.value))
}

function mark(found: ValidationFinding): ValidationFinding {
  return { ...found, of: 'response' }
}

/** Says in the record that nobody looked into an answer's body, and why; nothing is held against it. */
export function notJudged(why: string): ValidationFinding {
  return { in: 'body', pointer: '', rule: unjudgedRule, expected: why, of: 'response' }
}

export const unjudgedRule = 'not-judged'
