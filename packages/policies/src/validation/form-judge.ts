import { isUtf8 } from 'node:buffer'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import {
  type BodyJudge,
  type BodySight,
  type BodyVerdict,
  found,
  type JudgeOptions,
  passed,
  tooMuch,
  unreadable,
} from './body-judge.ts'
import { DeclaredSchema, type Path } from './declared-schema.ts'
import { escapePointer, finding, findingsOf } from './findings.ts'
import { decodeFormText, encodeFormText, readFormPairs } from './form-pairs.ts'
import { type FormPlan, planForm } from './form-plan.ts'
import { type FormField, type FormReading, readForm } from './form-reader.ts'
import { cutMembers, cutTree } from './json-cut.ts'
import { removeAt, withUndeclared } from './json-judge.ts'
import { matchesRange, mediaTypeOf } from './media-type.ts'
import { boundaryOf, readMultipart } from './multipart.ts'
import type { Shared } from './opened-schema.ts'
import { breachOf, uploadBreach } from './structural-limits.ts'
import type { Rules } from './undeclared-rules.ts'

type Encoding = NonNullable<CompiledOperation['body']>['content'][string]['encoding']
/** A field with its bytes' place: cut out from `start` to `end`, or written anew between `valueStart` and `valueEnd`. */
type Placed = FormField & { start: number; end: number; valueStart: number; valueEnd: number }
type Fields = { ok: true; fields: Placed[] } | { ok: false; verdict: BodyVerdict }

/** Form bodies of one operation: application/x-www-form-urlencoded and multipart/form-data. */
export class FormJudge implements BodyJudge {
  readonly #plan: FormPlan
  readonly #validator: LazyValidator | null
  readonly #declared: DeclaredSchema | null
  readonly #rules: Rules
  readonly #options: JudgeOptions
  readonly #multipart: boolean

  constructor(
    content: { schema?: JsonSchema | undefined; encoding?: Encoding },
    shared: Shared,
    compile: CompileSchema,
    rules: Rules,
    options: JudgeOptions & { multipart: boolean },
  ) {
    const { schema, encoding } = content
    const judged = schema !== undefined && schema !== true
    this.#plan = planForm(schema, encoding, shared, compile)
    this.#validator = judged && options.contract ? new LazyValidator(schema, shared, compile) : null
    const acts = rules.form !== 'pass' || rules.body !== 'pass'
    this.#declared = judged && acts ? new DeclaredSchema(schema, shared, compile) : null
    this.#rules = rules
    this.#options = options
    this.#multipart = options.multipart
  }

  get validators(): LazyValidator[] {
    return [
      ...this.#plan.validators,
      ...(this.#validator === null ? [] : [this.#validator]),
      ...(this.#declared?.validators ?? []),
    ]
  }

  judge(bytes: Uint8Array, contentType: string, sight?: BodySight): BodyVerdict {
    const read = this.#fieldsOf(bytes, contentType)
    if (!read.ok) return read.verdict
    const { fields } = read
    const breach = this.#checkLimits(fields)
    if (breach !== null) return breach
    const { limits } = this.#options
    let reading = readForm(fields, this.#plan, limits)
    if (sight !== undefined) sight.bodyValue = reading.value
    const undeclared = this.#declared?.undeclared(namesOf(reading)) ?? []
    if (undeclared.length === 0) return this.#verdict(reading, [], null, 0)
    const refused: Path[] = []
    const edits: Edit[] = []
    let stripped = 0
    for (const path of undeclared) {
      const inside = this.#jsonField(path, reading)
      const rule = inside === null ? this.#rules.form : this.#rules.body
      if (rule === 'refuse') refused.push(path)
      if (rule !== 'strip') continue
      stripped += 1
      if (inside === null) edits.push(...this.#fieldsBelow(path, reading).map((place) => ({ place, inner: null })))
      else edits.push({ place: inside, inner: path.slice(reading.paths[inside]?.length ?? 1) })
    }
    if (stripped === 0) return this.#verdict(reading, refused, null, 0)
    const rewritten = this.#rewrite(bytes, fields, edits)
    const again = this.#fieldsOf(rewritten, contentType)
    if (!again.ok) return again.verdict
    reading = readForm(again.fields, this.#plan, limits)
    return this.#verdict(reading, refused, rewritten, stripped)
  }

  /** The field whose JSON text holds the path's end, or null when the path names fields themselves. */
  #jsonField(path: Path, reading: FormReading): number | null {
    for (const place of reading.json) {
      const own = reading.paths[place] ?? []
      if (own.length < path.length && own.every((step, i) => step === path[i])) return place
    }
    return null
  }

  #fieldsBelow(path: Path, reading: FormReading): number[] {
    return reading.paths.flatMap((own, place) => (path.every((step, i) => String(step) === own[i]) ? [place] : []))
  }

  #rewrite(bytes: Uint8Array, fields: readonly Placed[], edits: readonly Edit[]): Buffer {
    const gone = new Set(edits.filter(({ inner }) => inner === null).map(({ place }) => place))
    const inner = new Map<number, Path[]>()
    for (const { place, inner: path } of edits) {
      if (path !== null) inner.set(place, [...(inner.get(place) ?? []), path])
    }
    const pieces: Uint8Array[] = []
    let from = 0
    fields.forEach((field, place) => {
      if (gone.has(place)) {
        pieces.push(bytes.subarray(from, field.start))
        from = field.end
      } else if (inner.has(place)) {
        const json = field.bytes ?? Buffer.from(field.text ?? '')
        const cut = cutMembers(json, cutTree(inner.get(place) ?? []))
        pieces.push(bytes.subarray(from, field.valueStart))
        pieces.push(this.#multipart ? cut : Buffer.from(encodeFormText(Buffer.from(cut).toString('utf8'))))
        from = field.valueEnd
      }
    })
    pieces.push(bytes.subarray(from))
    const whole = Buffer.concat(pieces)
    // The separator that stood behind a last pair.
    return !this.#multipart && whole[whole.length - 1] === 0x26 ? whole.subarray(0, -1) : whole
  }

  #verdict(reading: FormReading, refused: readonly Path[], rewritten: Buffer | null, stripped: number): BodyVerdict {
    const [blind] = reading.unread
    if (
      blind !== undefined &&
      !this.#options.blocks &&
      (this.#rules.form === 'strip' || this.#rules.body === 'strip')
    ) {
      // Nothing can be taken out of what cannot be read, and here it would go on.
      return unreadable('body_not_form', 'form', `The field “${blind.slice(0, 60)}” cannot be read.`)
    }
    for (const path of refused) {
      if (!reading.unread.has(String(path[0]))) removeAt(reading.value, path)
    }
    const top = new Set(refused.filter(({ length }) => length === 1).map(([name]) => `/${escapePointer(String(name))}`))
    const own = reading.findings.filter(({ pointer }) => !top.has(pointer))
    const contract = this.#options.contract ? [...own, ...this.#contract(reading)] : []
    if (rewritten === null && refused.length === 0) return contract.length === 0 ? passed : found(contract)
    return { findings: withUndeclared(refused, contract), problem: null, rewritten, stripped }
  }

  /** Texts that mean several things are tried as each, one at a time, before the contract is held to be broken. */
  #contract({ value, choices, unread }: FormReading): ValidationFinding[] {
    const validator = this.#validator?.validator
    if (validator === undefined || validator(value)) return []
    const { errors } = validator
    let tries = maxTries
    for (const [name, all] of choices) {
      if (!Object.hasOwn(value, name)) continue
      for (const other of all.slice(1)) {
        if (tries-- === 0) break
        if (validator({ ...value, [name]: other })) return []
      }
    }
    if (choices.size > 1) {
      const texts = [...choices]
        .filter(([name]) => Object.hasOwn(value, name))
        .map(([name, all]) => [name, all[all.length - 1]] as const)
      if (validator({ ...value, ...Object.fromEntries(texts) })) return []
    }
    const missing = (params: Record<string, unknown>) => unread.has(String(params.missingProperty))
    const others = (errors ?? []).filter(({ keyword, params }) => !(keyword === 'required' && missing(params)))
    return findingsOf('body', '', others, value)
  }

  #checkLimits(fields: readonly Placed[]): BodyVerdict | null {
    const { limits } = this.#options
    for (const field of fields) {
      const { name, text, file, mediaType } = field
      const pointer = `/${escapePointer(name)}`
      if (file && limits.uploadTypes !== null) {
        const type = mediaType ?? 'application/octet-stream'
        if (!limits.uploadTypes.some((range) => matchesRange(type, range)))
          return tooMuch(uploadBreach(limits), '', pointer)
      }
      if (name.length > limits.stringLength || (!file && text !== null && text.length > limits.stringLength))
        return tooMuch(breachOf('stringLength', limits), '', pointer)
    }
    return null
  }

  #fieldsOf(bytes: Uint8Array, contentType: string): Fields {
    return this.#multipart ? this.#partsOf(bytes, contentType) : this.#pairsOf(bytes)
  }

  #pairsOf(bytes: Uint8Array): Fields {
    const { limits } = this.#options
    const read = readFormPairs(bytes, limits.formFields)
    if (!read.ok) return failed(read, limits)
    const known = this.#plan.fields
    if (read.pairs.length > 0 && !read.pairs.some(({ equals, name }) => equals || known.has(name))) {
      // Text or JSON that a client sent under its default content type.
      return { ok: false, verdict: found([finding('body', '', 'form', 'name=value pairs')]) }
    }
    const fields = read.pairs.map(({ name, raw, start, end, equals }): Placed => {
      const behind = bytes[end] === 0x26 ? end + 1 : end
      return {
        name,
        text: decodeFormText(raw),
        raw,
        decode: decodeOrKeep,
        mediaType: undefined,
        file: false,
        bytes: null,
        headers: null,
        start,
        end: behind,
        valueStart: equals ? end - raw.length : end,
        valueEnd: end,
      }
    })
    return { ok: true, fields }
  }

  #partsOf(bytes: Uint8Array, contentType: string): Fields {
    const { limits } = this.#options
    const boundary = boundaryOf(contentType)
    if (boundary === undefined) {
      return { ok: false, verdict: unreadable('body_not_form', 'form', 'The Content-Type header names no boundary.') }
    }
    const read = readMultipart(bytes, boundary, limits.formFields)
    if (!read.ok) return failed(read, limits)
    const fields = read.parts.map(({ name, filename, headers, content, start, end, contentStart }): Placed => {
      const declared = headers.get('content-type')
      const mediaType = declared === undefined ? undefined : (mediaTypeOf(declared) ?? 'application/octet-stream')
      const file = filename !== undefined
      const text = !file && isUtf8(content) ? Buffer.from(content).toString('utf8') : null
      return {
        name,
        text,
        raw: text ?? '',
        decode: (raw) => raw,
        mediaType,
        file,
        bytes: content,
        headers,
        start,
        end,
        valueStart: contentStart,
        valueEnd: contentStart + content.length,
      }
    })
    return { ok: true, fields }
  }
}

type Edit = { place: number; inner: Path | null }

const maxTries = 16

/** The value with a place for each field that could not be read: it may be undeclared all the same. */
function namesOf({ value, unread }: FormReading): Record<string, unknown> {
  return unread.size === 0 ? value : { ...value, ...Object.fromEntries([...unread].map((name) => [name, ''])) }
}

function decodeOrKeep(raw: string): string {
  return decodeFormText(raw) ?? raw
}

function failed(read: { reason: string; beyond?: true }, limits: JudgeOptions['limits']): Fields {
  const verdict = read.beyond
    ? tooMuch(breachOf('formFields', limits), '')
    : unreadable('body_not_form', 'form', read.reason)
  return { ok: false, verdict }
}
