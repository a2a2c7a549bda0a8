import type { JsonSchema, OperationDescription } from '@gatehouse/contracts/api-description'
import type { CallShape, ValueShape } from '@gatehouse/contracts/call-shape'
import type { Json } from '@gatehouse/contracts/json'
import { ShapeNode } from '@gatehouse/policies/recording/shape-node'
import { NotRebuilt } from './sample-text.ts'
import { sampleValue, undeclaredName } from './sample-value.ts'

export type RebuiltRequest = {
  method: string
  /** Path below the version's base path, and query. */
  target: string
  /** Name and value alternating. */
  headers: string[]
  body: string
}

const separators: Readonly<Record<string, string>> = { pipeDelimited: '|', spaceDelimited: '%20' }
type Parameter = OperationDescription['parameters'][number]

/**
 * A request that has the facts of a recorded one. Texts are made up, of the same length, format and pattern.
 * @throws NotRebuilt when the contract gives no text for a fact, or the body was not looked into.
 */
export function rebuildRequest(
  shape: CallShape,
  operation: OperationDescription,
  schemas: Readonly<Record<string, JsonSchema>>,
  seed: number,
): RebuiltRequest {
  const parameterOf = (place: Parameter['in'], name: string) =>
    operation.parameters.find((one) => one.in === place && one.name === name)
  const path = new Map<string, string>()
  const query: string[] = []
  const headers: string[] = []
  const cookies: string[] = []
  for (const [index, [place, name, value]] of shape.p.entries()) {
    if (typeof name === 'number') {
      query.push(
        `${undeclaredName(name, index + seed, null)}=${textOf(value, undefined, schemas, seed, encodeURIComponent)}`,
      )
      continue
    }
    const inUrl = place === 'path' || place === 'query'
    const text = textOf(value, parameterOf(place, name), schemas, seed, inUrl ? encodeURIComponent : (piece) => piece)
    if (place === 'path') path.set(name, text)
    else if (place === 'query') query.push(`${encodeName(name)}=${text}`)
    else if (place === 'header') headers.push(name, text)
    else cookies.push(`${name}=${text}`)
  }
  if (cookies.length > 0) headers.push('cookie', cookies.join('; '))
  const body = bodyOf(shape, operation, schemas, seed)
  if (shape.m !== undefined) headers.push('content-type', shape.m)
  const filled = operation.path.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const text = path.get(name)
    if (text === undefined || text === '') throw new NotRebuilt()
    return text
  })
  return {
    method: operation.method,
    target: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
    headers,
    body,
  }
}

/** Brackets of nested names stand as people send them. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']')
}

function textOf(
  value: ValueShape,
  parameter: Parameter | undefined,
  schemas: Readonly<Record<string, JsonSchema>>,
  seed: number,
  encode: (piece: string) => string,
): string {
  const [media] = Object.values(parameter?.content ?? {})
  const schema = media?.schema ?? parameter?.schema
  const node = nodeOf(schema, schemas)
  if (value.k === 'a') {
    const separator = separators[parameter?.style ?? ''] ?? ','
    return value.i.map((item) => encode(asText(sampleValue(item, node?.items ?? null, seed)))).join(separator)
  }
  return encode(asText(sampleValue(value, node?.types.has('array') ? node.items : node, seed)))
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function bodyOf(
  shape: CallShape,
  operation: OperationDescription,
  schemas: Readonly<Record<string, JsonSchema>>,
  seed: number,
): string {
  if (shape.m === undefined) return ''
  // The body itself was not looked into, or its type is none of the contract's.
  if (shape.b === undefined || shape.m.includes('*') || shape.m === '?') throw new NotRebuilt()
  const schema = operation.requestBody?.content[shape.m]?.schema
  const value = sampleValue(shape.b, nodeOf(schema, schemas), seed)
  const type = shape.m.toLowerCase()
  if (type.includes('json')) return JSON.stringify(value)
  if (!type.startsWith('application/x-www-form-urlencoded')) throw new NotRebuilt()
  return formOf(value)
}

/** One per schema of the contract: thousands of calls are made of it. */
const nodes = new WeakMap<object, ShapeNode>()

function nodeOf(schema: JsonSchema | undefined, schemas: Readonly<Record<string, JsonSchema>>): ShapeNode | null {
  if (typeof schema !== 'object') return null
  const known = nodes.get(schema)
  if (known !== undefined) return known
  const made = new ShapeNode([schema], schemas)
  nodes.set(schema, made)
  return made
}

/** Simple fields, lists as repeated names; nested ones are written in many ways and not rebuilt. */
function formOf(value: Json): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotRebuilt()
  const pairs: string[] = []
  for (const [name, member] of Object.entries(value)) {
    for (const one of Array.isArray(member) ? member : [member]) {
      if (typeof one === 'object' && one !== null) throw new NotRebuilt()
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(asText(one))}`)
    }
  }
  return pairs.join('&')
}
