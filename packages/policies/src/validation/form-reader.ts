import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { readings } from './coerce.ts'
import type { Path } from './declared-schema.ts'
import { bracketPath, deepObject } from './deep-object.ts'
import { escapePointer, finding, findingsOf } from './findings.ts'
import type { FieldPlan, FormPlan } from './form-plan.ts'
import { parseJsonBody } from './json-body.ts'
import { matchesRange } from './media-type.ts'
import { isJsonMediaType } from './parameter-plan.ts'
import { type Shape, shapeOf } from './schema-shape.ts'
import type { StructuralLimits } from './structural-limits.ts'
import { objectOfPairs, readComposite } from './styles.ts'

/** One field as it arrived, from either kind of form. */
export type FormField = {
  name: string
  /** Null when its bytes are no text. */
  text: string | null
  /** As sent, where delimiters stand before escapes are undone. */
  raw: string
  decode: (raw: string) => string
  /** Of a part: what it declares itself, lower case. */
  mediaType: string | undefined
  file: boolean
  bytes: Uint8Array | null
  headers: ReadonlyMap<string, string> | null
}

export type FormReading = {
  value: Record<string, unknown>
  /** For each field: where in `value` it stands. */
  paths: Path[]
  /** Fields whose value is JSON text: what lies deeper than their path stands inside it. */
  json: Set<number>
  findings: ValidationFinding[]
  /** Fields that are there but cannot be read: told in `findings`, left out of `value`. */
  unread: Set<string>
  /** Texts that can be read in several ways, by field name; the first reading stands in `value`. */
  choices: Map<string, unknown[]>
}

const anything: Shape = shapeOf(true, {})

/** The object that the fields of a form stand for, read as the schema and its encoding mean it. */
export function readForm(fields: readonly FormField[], plan: FormPlan, limits: StructuralLimits): FormReading {
  const reading: FormReading = {
    value: {},
    paths: [],
    json: new Set(),
    findings: [],
    unread: new Set(),
    choices: new Map(),
  }
  const groups = new Map<string, Group>()
  const exploded = [...plan.fields.values()].filter(
    ({ kind, style, explode }) => kind === 'object' && style === 'form' && explode,
  )
  fields.forEach((field, place) => {
    const owner = ownerOf(field, plan, exploded)
    reading.paths.push(owner.path)
    const key = owner.path[0] ?? ''
    let group = groups.get(key)
    if (group === undefined) {
      group = { fields: [], places: [], brackets: [] }
      groups.set(key, group)
    }
    if (owner.path.length > 1) group.brackets.push([owner.path.slice(1), field.text ?? ''])
    else {
      group.fields.push(field)
      group.places.push(place)
    }
  })
  for (const [name, group] of groups) {
    const value = valueOfGroup(name, group, plan, new FieldReader(reading, limits))
    if (value === unread) {
      reading.unread.add(name)
      continue
    }
    Object.defineProperty(reading.value, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return reading
}

type Group = { fields: FormField[]; places: number[]; brackets: [string[], string][] }

function valueOfGroup(name: string, group: Group, plan: FormPlan, reader: FieldReader): unknown {
  const field = plan.fields.get(name)
  if (group.brackets.length === 0) return reader.read(name, field, plan, group.fields, group.places)
  // `o[p]=1&o={…}`: which of the two a backend takes nobody knows.
  return group.fields.length > 0 ? reader.twice(name) : deepObject(group.brackets, field?.shape ?? anything)
}

/** A value that cannot be read is told as a finding and left out. */
const unread = Symbol('unread')

/** Which property a field belongs to: its own, that of `filter[…]`, or an object whose properties stand as fields. */
function ownerOf(field: FormField, plan: FormPlan, exploded: readonly FieldPlan[]): { path: string[] } {
  const { name } = field
  if (plan.fields.has(name)) return { path: [name] }
  const bracket = name.indexOf('[')
  if (bracket > 0) {
    const base = name.slice(0, bracket)
    const owner = plan.fields.get(base)
    const deep =
      owner !== undefined && (owner.style === 'deepObject' || (owner.style === null && owner.kind === 'object'))
    const inside = deep ? bracketPath(name, base) : null
    if (inside !== null) return { path: [base, ...inside] }
  }
  for (const owner of exploded) if (owner.shape.properties.has(name)) return { path: [owner.name, name] }
  return { path: [name] }
}

class FieldReader {
  readonly #reading: FormReading
  readonly #limits: StructuralLimits

  constructor(reading: FormReading, limits: StructuralLimits) {
    this.#reading = reading
    this.#limits = limits
  }

  read(name: string, plan: FieldPlan | undefined, form: FormPlan, fields: FormField[], places: number[]): unknown {
    const pointer = `/${escapePointer(name)}`
    if (plan === undefined) {
      const shape = form.shape.additional ?? anything
      const values = fields.map((field) => this.#text(field, shape, name, pointer))
      if (values.includes(unread)) return unread
      return values.length === 1 ? values[0] : values
    }
    for (const field of fields) this.#checkPart(field, plan, pointer)
    if (plan.kind === 'array') return this.#array(plan, fields, places, pointer)
    const [first] = fields
    if (first === undefined) return unread
    if (fields.length > 1) return this.#fail(pointer, 'repeated', 'one value')
    if (plan.kind === 'object') return this.#object(plan, first, places[0] ?? 0, pointer)
    return this.#one(plan, first, plan.shape, places[0] ?? 0, pointer, name)
  }

  twice(name: string): typeof unread {
    return this.#fail(`/${escapePointer(name)}`, 'repeated', 'one value')
  }

  #array(plan: FieldPlan, fields: FormField[], places: number[], pointer: string): unknown {
    const [first] = fields
    if (fields.length === 1 && first?.text != null && plan.style !== null && !plan.explode) {
      const { raw, decode } = first
      return readComposite(raw, 'array', plan.style, false, plan.name, plan.shape, decode)
    }
    const items = fields.map((field, i) =>
      this.#one(plan, field, plan.shape.items ?? anything, places[i] ?? 0, pointer, undefined),
    )
    if (items.includes(unread)) return unread
    // A client that sends the whole list as one JSON text means the list.
    return plan.json && items.length === 1 && Array.isArray(items[0]) ? items[0] : items
  }

  #object(plan: FieldPlan, field: FormField, place: number, pointer: string): unknown {
    if (plan.style === 'form' || plan.style === 'spaceDelimited' || plan.style === 'pipeDelimited') {
      return readComposite(field.raw, 'object', plan.style, false, plan.name, plan.shape, field.decode)
    }
    if (plan.style === 'deepObject') return this.#fail(pointer, 'style', 'style deepObject')
    // Without a named encoding an object is JSON (OpenAPI, Encoding Object).
    return plan.types === null || plan.json || isJsonMediaType(field.mediaType)
      ? this.#json(field, place, pointer)
      : objectOfPairs([], plan.shape)
  }

  #one(
    plan: FieldPlan,
    field: FormField,
    shape: Shape,
    place: number,
    pointer: string,
    choice: string | undefined,
  ): unknown {
    if (plan.file) return field.bytes === null ? (field.text ?? '') : Buffer.from(field.bytes).toString('latin1')
    if (plan.json || isJsonMediaType(field.mediaType) || isObjectShape(shape)) return this.#json(field, place, pointer)
    return this.#text(field, shape, choice, pointer)
  }

  #text(field: FormField, shape: Shape, choice: string | undefined, pointer: string): unknown {
    if (field.file) return field.bytes === null ? '' : Buffer.from(field.bytes).toString('latin1')
    if (field.text === null) return this.#fail(pointer, 'encoding', 'UTF-8 text')
    const all = readings(field.text, shape)
    if (choice !== undefined && all.length > 1) this.#reading.choices.set(choice, all)
    return all[0]
  }

  #json(field: FormField, place: number, pointer: string): unknown {
    const bytes = field.bytes ?? (field.text === null ? null : Buffer.from(field.text))
    const parsed = bytes === null ? null : parseJsonBody(bytes, this.#limits)
    if (parsed === null || !parsed.ok) return this.#fail(pointer, 'json', parsed?.breach?.expected ?? 'JSON text')
    this.#reading.json.add(place)
    return parsed.value
  }

  #checkPart(field: FormField, plan: FieldPlan, pointer: string): void {
    const { findings } = this.#reading
    if (plan.types !== null && field.mediaType !== undefined) {
      const { mediaType } = field
      if (!plan.types.some((range) => matchesRange(mediaType, range)))
        findings.push(finding('body', pointer, 'content-type', plan.types.join(', ')))
    }
    if (plan.escaped && /[:/?#[\]@!$&'()*+,;=]/.test(field.raw))
      findings.push(finding('body', pointer, 'reserved', 'reserved characters escaped'))
    if (field.headers === null) return
    for (const header of plan.headers) {
      const text = field.headers.get(header.lowerName)
      const at = `${pointer}/headers/${escapePointer(header.name)}`
      if (text === undefined) {
        if (header.required) findings.push(finding('body', at, 'required', 'a header of the part'))
      } else if (header.validator !== null) {
        const { validator } = header.validator
        const all = readings(text, header.shape)
        if (all.some((value) => validator(value))) continue
        validator(all[0])
        findings.push(...findingsOf('body', at, validator.errors ?? [], all[0]))
      }
    }
  }

  #fail(pointer: string, rule: string, expected: string): typeof unread {
    this.#reading.findings.push(finding('body', pointer, rule, expected))
    return unread
  }
}

function isObjectShape({ types }: Shape): boolean {
  return types.has('object') && !types.has('string')
}
