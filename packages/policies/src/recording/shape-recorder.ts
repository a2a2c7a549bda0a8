import type { CallShape, ValueShape } from '@gatehouse/contracts/call-shape'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { maxShapeBytes } from '@gatehouse/contracts/usage-event'
import { headerValue } from '../raw-headers.ts'
import { decodeSegment } from '../routing/target.ts'
import { bracketPath } from '../validation/deep-object.ts'
import { parseJsonBody } from '../validation/json-body.ts'
import { matchesRange, mediaTypeOf } from '../validation/media-type.ts'
import type { Shared } from '../validation/opened-schema.ts'
import { isJsonMediaType } from '../validation/parameter-plan.ts'
import type { ParameterSource } from '../validation/parameters.ts'
import { decodeQuery, eachPair } from '../validation/query.ts'
import { ShapeNode } from './shape-node.ts'
import { type Budget, maxValues, ShapeTooLarge, shapeOfPiece, shapeOfValue } from './value-shape.ts'

type Parameter = CompiledOperation['parameters'][number]
type Known = { parameter: Parameter; node: ShapeNode | null; separator: string | null }

const separators: Readonly<Record<string, string>> = { pipeDelimited: '|', spaceDelimited: ' ' }
const unnamed = '?'

/** Makes the redacted shapes of one operation's calls; only for the few that are sampled. */
export class ShapeRecorder {
  readonly #definition: CompiledOperation
  readonly #templateNames: readonly string[]
  readonly #shared: Shared
  readonly #known: Known[]
  readonly #bodies = new Map<string, ShapeNode | null>()

  constructor(definition: CompiledOperation, templateNames: readonly string[], shared: Shared) {
    this.#definition = definition
    this.#templateNames = templateNames
    this.#shared = shared
    this.#known = definition.parameters.map((parameter) => {
      const node = parameter.schema === undefined ? null : new ShapeNode([parameter.schema], shared)
      const composite = node?.types.has('array') || node?.types.has('object')
      const listed = composite && !(parameter.in === 'query' && parameter.explode) && parameter.style !== 'deepObject'
      return { parameter, node, separator: listed ? (separators[parameter.style] ?? ',') : null }
    })
  }

  /** JSON of the call's shape, or null when it would be too large. `value` undefined: the body was not looked into. */
  record(source: ParameterSource, body: { contentType: string; value: unknown } | null): string | null {
    const budget = { left: maxValues }
    try {
      const shape: CallShape = { v: 1, p: this.#parameters(source, budget) }
      if (body !== null) {
        const type = mediaTypeOf(body.contentType) ?? ''
        const names = Object.keys(this.#definition.body?.content ?? {})
        const name =
          names.find((range) => mediaTypeOf(range) === type) ?? names.find((range) => matchesRange(type, range))
        shape.m = name ?? unnamed
        if (body.value !== undefined) shape.b = shapeOfValue(body.value, this.#body(name), budget)
      }
      const text = JSON.stringify(shape)
      return Buffer.byteLength(text) <= maxShapeBytes ? text : null
    } catch (error) {
      if (error instanceof ShapeTooLarge) return null
      throw error
    }
  }

  #body(name: string | undefined): ShapeNode | null {
    if (name === undefined) return null
    const known = this.#bodies.get(name)
    if (known !== undefined) return known
    const schema = this.#definition.body?.content[name]?.schema
    const node = schema === undefined ? null : new ShapeNode([schema], this.#shared)
    this.#bodies.set(name, node)
    return node
  }

  #parameters(source: ParameterSource, budget: Budget): CallShape['p'] {
    const found: CallShape['p'] = []
    for (const known of this.#known) {
      const { name } = known.parameter
      if (known.parameter.in === 'path') {
        const raw = source.captures[this.#templateNames.indexOf(name)]
        if (raw !== undefined) found.push(['path', name, shapeOf(known, decodeSegment(raw) ?? raw, budget)])
      } else if (known.parameter.in === 'header') {
        const value = headerValue(source.rawHeaders, name.toLowerCase())
        if (value !== undefined) found.push(['header', name, shapeOf(known, value, budget)])
      }
    }
    for (const piece of (headerValue(source.rawHeaders, 'cookie') ?? '').split(/[;,]/)) {
      const equals = piece.indexOf('=')
      const known = equals < 0 ? undefined : this.#find('cookie', piece.slice(0, equals).trim())
      if (known !== undefined)
        found.push(['cookie', known.parameter.name, shapeOf(known, piece.slice(equals + 1).trim(), budget)])
    }
    const { target, pathEnd } = source
    eachPair(target, pathEnd + 1, (start, equals, end) => {
      const name = decodeQuery(target.slice(start, equals))
      const text = decodeQuery(target.slice(Math.min(equals + 1, end), end))
      found.push(this.#queryPair(name, text, budget))
    })
    return found
  }

  #find(place: Parameter['in'], name: string): Known | undefined {
    return this.#known.find(({ parameter }) => parameter.in === place && parameter.name === name)
  }

  #queryPair(name: string, text: string, budget: Budget): CallShape['p'][number] {
    const known = this.#find('query', name)
    if (known !== undefined) return ['query', name, shapeOf(known, text, budget)]
    for (const { parameter, node } of this.#known) {
      if (parameter.in !== 'query' || node === null) continue
      const path =
        parameter.style === 'deepObject' && name.startsWith(`${parameter.name}[`)
          ? bracketPath(name, parameter.name)
          : parameter.style === 'form' && parameter.explode
            ? [name]
            : null
      if (path === null) continue
      let at: ShapeNode | null = node
      for (const step of path) at = at === null ? null : /^\d{0,2}$/.test(step) ? at.items : at.property(step)
      if (at !== null) return ['query', name, shapeOfPiece(text, at, budget)]
    }
    return ['query', name.length, shapeOfPiece(text, null, budget)]
  }
}

function shapeOf({ parameter, node, separator }: Known, text: string, budget: Budget): ValueShape {
  if (isJsonMediaType(parameter.mediaType)) {
    const parsed = parseJsonBody(Buffer.from(text))
    return parsed.ok ? { k: 'j', v: shapeOfValue(parsed.value, node, budget) } : shapeOfPiece(text, null, budget)
  }
  if (separator === null) return shapeOfPiece(text, node?.types.has('array') ? node.items : node, budget)
  const names = new Set(node?.propertyNames)
  const pieces = text.split(separator)
  if (pieces.length > maxValues) throw new ShapeTooLarge()
  const items = pieces.map(
    (piece): ValueShape =>
      names.has(piece) ? { k: 'e', v: piece } : shapeOfPiece(piece.trim(), node?.items ?? null, budget),
  )
  return { k: 'a', n: items.length, i: items }
}
