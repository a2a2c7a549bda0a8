import { type Feature, parseFeature } from '@gatehouse/contracts/operation-features'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { headerValue } from '../raw-headers.ts'
import { decodeSegment } from '../routing/target.ts'
import { mediaTypeOf } from '../validation/media-type.ts'
import type { ParameterSource } from '../validation/parameters.ts'
import { decodeQuery, eachPair } from '../validation/query.ts'
import { addBodyMark, type BodyMarks, bodyMarks, markBody } from './body-marks.ts'
import { bytesFor, nowhere, setBit } from './feature-bits.ts'

type ParameterMarks = {
  at: number
  values: Map<string, number> | null
  /** Between the items of one serialised list. */
  separator: string
}
type Parameter = CompiledOperation['parameters'][number]

const separators: Readonly<Record<string, string>> = { pipeDelimited: '|', spaceDelimited: ' ' }

/**
 * Which position of an operation's dictionary each thing that a caller can use has, prepared for looking up by name. It reads the raw
 * request and judges nothing, so it works with validation off as well; a body is looked into where one was parsed anyway.
 */
export class FeaturePlan {
  readonly #bytes: number
  readonly #query = new Map<string, ParameterMarks>()
  /** Some name goes on in brackets, `filter[status]`. */
  readonly #bracketed: boolean
  readonly #headers: { name: string; marks: ParameterMarks }[] = []
  readonly #cookies = new Map<string, ParameterMarks>()
  readonly #path: { index: number; marks: ParameterMarks }[] = []
  readonly #media = new Map<string, number>()
  readonly #body: BodyMarks = bodyMarks()
  readonly #unread: number

  constructor(
    features: Readonly<Record<string, number>>,
    parameters: readonly Parameter[],
    templateNames: readonly string[],
  ) {
    this.#bytes = bytesFor(Object.values(features))
    this.#bracketed = parameters.some(({ style }) => style === 'deepObject')
    const marks = new Map<string, ParameterMarks>()
    const marksOf = (place: string, name: string) => {
      const known = marks.get(`${place}:${name}`)
      if (known !== undefined) return known
      const parameter = parameters.find((one) => one.in === place && sameName(one, name))
      const made = { at: nowhere, values: null, separator: separators[parameter?.style ?? ''] ?? ',' }
      marks.set(`${place}:${name}`, made)
      this.#place(place, name, made, parameter, templateNames)
      return made
    }
    let unread = nowhere
    for (const [text, position] of Object.entries(features)) {
      const feature = parseFeature(text)
      if (feature?.kind === 'unread') unread = position
      else if (feature?.kind === 'media') this.#media.set(feature.type, position)
      else if (feature?.kind === 'property') addBodyMark(this.#body, feature.path, feature.value, position)
      else if (feature?.kind === 'parameter') addMark(marksOf(feature.in, feature.name), feature, position)
    }
    this.#unread = unread
  }

  #place(
    place: string,
    name: string,
    marks: ParameterMarks,
    parameter: Parameter | undefined,
    templateNames: readonly string[],
  ): void {
    if (place === 'header') this.#headers.push({ name, marks })
    else if (place === 'cookie') this.#cookies.set(name, marks)
    else if (place === 'path') {
      const index = templateNames.indexOf(name)
      if (index >= 0) this.#path.push({ index, marks })
    } else {
      this.#query.set(name, marks)
      // An exploded object's properties stand as parameters of their own.
      for (const property of explodedNames(parameter)) if (!this.#query.has(property)) this.#query.set(property, marks)
    }
  }

  /** Bits of the parameters that a request carries. */
  head(source: ParameterSource): Uint8Array {
    const bits = new Uint8Array(this.#bytes)
    if (this.#query.size > 0 && source.pathEnd < source.target.length) this.#markQuery(source, bits)
    for (const { name, marks } of this.#headers) {
      const value = headerValue(source.rawHeaders, name)
      if (value !== undefined) mark(marks, value, bits)
    }
    if (this.#cookies.size > 0) this.#markCookies(source.rawHeaders, bits)
    for (const { index, marks } of this.#path) {
      const raw = source.captures[index]
      if (raw !== undefined) mark(marks, decodeSegment(raw) ?? raw, bits)
    }
    return bits
  }

  /** A body came under this Content-Type. `value` undefined: it was not looked into. */
  body(contentType: string, value: unknown, bits: Uint8Array): void {
    if (this.#media.size > 0) {
      const type = mediaTypeOf(contentType)
      if (type !== undefined) {
        const range = () => this.#media.get(`${type.slice(0, type.indexOf('/'))}/*`) ?? this.#media.get('*/*')
        setBit(bits, this.#media.get(type) ?? range() ?? nowhere)
      }
    }
    if (value === undefined) setBit(bits, this.#unread)
    else markBody(this.#body, value, bits)
  }

  #markQuery({ target, pathEnd }: ParameterSource, bits: Uint8Array): void {
    eachPair(target, pathEnd + 1, (start, equals, end) => {
      let name = target.slice(start, equals)
      if (name.includes('%') || name.includes('+')) name = decodeQuery(name)
      let marks = this.#query.get(name)
      if (marks === undefined && this.#bracketed) {
        const bracket = name.indexOf('[')
        if (bracket > 0) marks = this.#query.get(name.slice(0, bracket))
      }
      if (marks === undefined) return
      if (marks.values === null) setBit(bits, marks.at)
      else mark(marks, decodeQuery(target.slice(Math.min(equals + 1, end), end)), bits)
    })
  }

  #markCookies(rawHeaders: readonly string[], bits: Uint8Array): void {
    for (const piece of (headerValue(rawHeaders, 'cookie') ?? '').split(/[;,]/)) {
      const equals = piece.indexOf('=')
      const marks = equals < 0 ? undefined : this.#cookies.get(piece.slice(0, equals).trim())
      if (marks !== undefined) mark(marks, piece.slice(equals + 1).trim(), bits)
    }
  }
}

function sameName(parameter: Parameter, name: string): boolean {
  return parameter.in === 'header' ? parameter.name.toLowerCase() === name : parameter.name === name
}

function explodedNames(parameter: Parameter | undefined): string[] {
  const schema = parameter?.schema
  if (parameter?.style !== 'form' || !parameter.explode || typeof schema !== 'object') return []
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties)
    ? Object.keys(properties)
    : []
}

function addMark(marks: ParameterMarks, { value }: Extract<Feature, { kind: 'parameter' }>, position: number): void {
  if (value === undefined) marks.at = position
  else {
    marks.values ??= new Map()
    marks.values.set(value, position)
  }
}

function mark(marks: ParameterMarks, text: string, bits: Uint8Array): void {
  setBit(bits, marks.at)
  const { values, separator } = marks
  if (values === null) return
  const whole = values.get(text)
  if (whole !== undefined) setBit(bits, whole)
  else if (text.includes(separator))
    for (const item of text.split(separator)) setBit(bits, values.get(item.trim()) ?? nowhere)
}
