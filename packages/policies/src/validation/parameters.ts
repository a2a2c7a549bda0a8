import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { headerValue } from '../raw-headers.ts'
import { decodeSegment } from '../routing/target.ts'
import type { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import { read, readings } from './coerce.ts'
import { bracketPath, deepObject } from './deep-object.ts'
import { finding, findingsOf, maxFindings } from './findings.ts'
import { parseJsonBody } from './json-body.ts'
import { type ParameterPlan, planParameter } from './parameter-plan.ts'
import { decodeQuery, isNamed } from './query.ts'
import { objectOfPairs, primitiveText, readComposite } from './styles.ts'

/** Where an operation's parameters stand in a request. */
export type ParameterSource = {
  readonly target: string
  /** End of the path in the target. */
  readonly pathEnd: number
  /** Raw path values in the template's order. */
  readonly captures: readonly string[]
  readonly rawHeaders: readonly string[]
}

const asIs = (text: string): string => text
const decodePath = (text: string): string => decodeSegment(text) ?? text

/** The parameters of one operation. Not re-entrant: one per thread, like the snapshot that holds it. */
export class ParameterSet {
  readonly #path: { plan: ParameterPlan; index: number }[]
  readonly #query: ParameterPlan[]
  readonly #headers: ParameterPlan[]
  readonly #cookies: ParameterPlan[]
  /** Raw text of each query parameter of the current request; further ones of the same name in `#more`. */
  readonly #raw: (string | undefined)[]
  readonly #more: string[][]
  /** Some parameter takes its value from several pairs. */
  readonly #needsPairs: boolean

  constructor(
    operation: Pick<CompiledOperation, 'parameters'>,
    templateNames: readonly string[],
    shared: Readonly<Record<string, JsonSchema>>,
    compile: CompileSchema,
  ) {
    const plans = operation.parameters
      .map((parameter) => planParameter(parameter, shared, compile))
      .filter((plan) => plan !== null)
    this.#path = plans
      .filter((plan) => plan.in === 'path')
      .map((plan) => ({ plan, index: templateNames.indexOf(plan.name) }))
      .filter(({ index, plan }) => index >= 0 && (plan.fast !== null || plan.validator !== null))
    this.#query = plans.filter((plan) => plan.in === 'query')
    this.#headers = plans.filter((plan) => plan.in === 'header')
    this.#cookies = plans.filter((plan) => plan.in === 'cookie')
    this.#raw = this.#query.map(() => undefined)
    this.#more = this.#query.map(() => [])
    this.#needsPairs = this.#query.some(takesPairs)
  }

  get validators(): LazyValidator[] {
    const plans = [...this.#path.map(({ plan }) => plan), ...this.#query, ...this.#headers, ...this.#cookies]
    return plans.map((plan) => plan.validator).filter((validator) => validator !== null)
  }

  /** Matrix parameters need `;` in the path. */
  get usesSemicolon(): boolean {
    return this.#path.some(({ plan }) => plan.style === 'matrix')
  }

  /** All that breaks the contract, at most twenty; null when nothing does. */
  check(source: ParameterSource): ValidationFinding[] | null {
    const found: ValidationFinding[] = []
    for (const { plan, index } of this.#path) {
      const text = source.captures[index] ?? ''
      const plain = plan.fast !== null && plan.style === 'simple' && !text.includes('%')
      if (!plain || !plan.fast?.check(text)) this.#judge(plan, text, decodePath, found)
    }
    if (this.#query.length > 0) this.#checkQuery(source, found)
    for (const plan of this.#headers) {
      const value = headerValue(source.rawHeaders, plan.lowerName)
      if (value === undefined) missing(plan, found)
      else this.#judge(plan, value, asIs, found)
    }
    if (this.#cookies.length > 0) this.#checkCookies(source.rawHeaders, found)
    return found.length === 0 ? null : found.slice(0, maxFindings)
  }

  #checkQuery(source: ParameterSource, found: ValidationFinding[]): void {
    const { target } = source
    const plans = this.#query
    const raw = this.#raw
    for (let i = 0; i < raw.length; i += 1) {
      raw[i] = undefined
      if ((this.#more[i] as string[]).length > 0) this.#more[i] = []
    }
    const pairs: [string, string][] = []
    for (let start = source.pathEnd + 1; start < target.length; ) {
      let end = target.indexOf('&', start)
      if (end < 0) end = target.length
      let equals = target.indexOf('=', start)
      if (equals < 0 || equals > end) equals = end
      if (this.#needsPairs && end > start) {
        pairs.push([decodeQuery(target.slice(start, equals)), decodeQuery(target.slice(equals + 1, end))])
      }
      for (let i = 0; i < plans.length; i += 1) {
        if (!isNamed(target, start, equals, (plans[i] as ParameterPlan).name)) continue
        const text = target.slice(Math.min(equals + 1, end), end)
        if (raw[i] === undefined) raw[i] = text
        else (this.#more[i] as string[]).push(text)
        break
      }
      start = end + 1
    }
    for (let i = 0; i < plans.length; i += 1) {
      const plan = plans[i] as ParameterPlan
      if (takesPairs(plan)) this.#judgePairs(plan, pairs, found)
      else this.#judgeQuery(plan, raw[i], this.#more[i] as string[], found)
    }
  }

  #judgeQuery(plan: ParameterPlan, text: string | undefined, more: string[], found: ValidationFinding[]): void {
    if (text === undefined) {
      missing(plan, found)
      return
    }
    if (plan.kind === 'array' && plan.explode && !plan.json) {
      const value = [text, ...more].map((piece) => read(decodeQuery(piece), plan.shape.items))
      this.#validate(plan, value, found)
      return
    }
    if (more.length > 0) {
      found.push(finding(plan.in, plan.pointer, 'repeated', 'one value'))
      return
    }
    if (text === '' && plan.allowEmptyValue) return
    if (plan.fast !== null && !text.includes('%') && !text.includes('+') && plan.fast.check(text)) return
    this.#judge(plan, text, decodeQuery, found)
  }

  #judgePairs(plan: ParameterPlan, pairs: [string, string][], found: ValidationFinding[]): void {
    if (plan.style === 'deepObject') {
      this.#judgeDeep(plan, pairs, found)
      return
    }
    const own: [string, string][] = []
    for (const [name, value] of pairs) {
      if (plan.shape.properties.has(name)) own.push([name, value])
      else if (plan.shape.additional !== null && !this.#query.some((other) => other.name === name))
        own.push([name, value])
    }
    if (own.length === 0) missing(plan, found)
    else this.#validate(plan, objectOfPairs(own, plan.shape), found)
  }

  #judgeDeep(plan: ParameterPlan, pairs: readonly [string, string][], found: ValidationFinding[]): void {
    const own: [string[], string][] = []
    for (const [name, value] of pairs) {
      const path = name.startsWith(plan.name) ? bracketPath(name, plan.name) : null
      if (path !== null) own.push([path, value])
    }
    if (own.length === 0) missing(plan, found)
    else this.#validate(plan, deepObject(own, plan.shape), found)
  }

  #checkCookies(rawHeaders: readonly string[], found: ValidationFinding[]): void {
    const header = headerValue(rawHeaders, 'cookie') ?? ''
    const values = new Map<string, string[]>()
    for (const piece of header.split(/[;,]/)) {
      const equals = piece.indexOf('=')
      if (equals < 0) continue
      const name = piece.slice(0, equals).trim()
      const value = piece.slice(equals + 1).trim()
      values.set(name, [...(values.get(name) ?? []), value])
    }
    for (const plan of this.#cookies) {
      const texts = values.get(plan.name)
      if (texts === undefined) missing(plan, found)
      else if (texts.length > 1 && plan.kind === 'array') {
        this.#validate(
          plan,
          texts.map((text) => read(decodePath(text), plan.shape.items)),
          found,
        )
      } else if (texts.length > 1) found.push(finding(plan.in, plan.pointer, 'repeated', 'one value'))
      else this.#judge(plan, texts[0] ?? '', decodePath, found)
    }
  }

  /** One serialised value. */
  #judge(plan: ParameterPlan, text: string, decode: (text: string) => string, found: ValidationFinding[]): void {
    if (plan.json) {
      this.#judgeJson(plan, decode(text), found)
      return
    }
    if (plan.kind !== 'primitive') {
      const trimmed = plan.in === 'header' ? text.replace(/[ \t]*,[ \t]*/g, ',') : text
      const value = readComposite(trimmed, plan.kind, plan.style, plan.explode, plan.name, plan.shape, decode)
      if (value === undefined) found.push(finding(plan.in, plan.pointer, 'style', `style ${plan.style}`, text))
      else this.#validate(plan, value, found)
      return
    }
    const raw = plan.in === 'path' ? primitiveText(text, plan.style, plan.name) : text
    if (raw === undefined) {
      found.push(finding(plan.in, plan.pointer, 'style', `style ${plan.style}`, text))
      return
    }
    const plain = decode(raw)
    if (plan.fast !== null) {
      if (plan.fast.check(plain)) return
      const { errors, value } = plan.fast.explain(plain)
      found.push(...findingsOf(plan.in, plan.pointer, errors, value))
      return
    }
    if (plan.validator === null) return
    const { validator } = plan.validator
    const meanings = readings(plain, plan.shape)
    if (meanings.some((value) => validator(value))) return
    const last = meanings[0]
    validator(last)
    found.push(...findingsOf(plan.in, plan.pointer, validator.errors ?? [], last))
  }

  #judgeJson(plan: ParameterPlan, text: string, found: ValidationFinding[]): void {
    // As strict as a body: a name twice, or nesting without end, is as ambiguous here.
    const parsed = parseJsonBody(Buffer.from(text))
    if (parsed.ok) this.#validate(plan, parsed.value, found)
    else found.push(finding(plan.in, plan.pointer, 'json', 'JSON text', text))
  }

  #validate(plan: ParameterPlan, value: unknown, found: ValidationFinding[]): void {
    if (plan.validator === null) return
    const { validator } = plan.validator
    if (!validator(value)) found.push(...findingsOf(plan.in, plan.pointer, validator.errors ?? [], value))
  }
}

/** `deepObject`, and an exploded form object whose properties stand as parameters of their own. */
function takesPairs(plan: ParameterPlan): boolean {
  return (
    plan.in === 'query' &&
    !plan.json &&
    plan.kind === 'object' &&
    (plan.style === 'deepObject' || (plan.style === 'form' && plan.explode))
  )
}

function missing(plan: ParameterPlan, found: ValidationFinding[]): void {
  if (plan.required) found.push(finding(plan.in, plan.pointer, 'required', 'a value'))
}
