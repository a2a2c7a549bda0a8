import type { JsonSchema, ParameterDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { enforced, type Use } from '../import-context.ts'
import { ignoredHeader } from '../read-parameters.ts'
import { isObject } from '../source-tree.ts'
import type { RamlContext } from './raml-context.ts'
import { asMap, isUnsafeName, type RamlEntry, type RamlMap, type RamlNode, toJson } from './raml-node.ts'
import type { TypeTranslator } from './translate-type.ts'

export type ParameterPlace = 'path' | 'query' | 'header'

const words: Record<ParameterPlace, string> = { path: 'Path parameter', query: 'Query parameter', header: 'Header' }
const styles = { path: 'simple', query: 'form', header: 'simple' } as const

/** `queryParameters`, `headers`, `uriParameters` of a map, as parameters. */
export function readParameters(
  types: TypeTranslator,
  holder: RamlMap,
  key: string,
  place: ParameterPlace,
): ParameterDescription[] {
  const entry = holder.entries.get(key)
  if (entry === undefined) return []
  const map = asMap(entry.value)
  if (map === undefined) {
    types.ctx.drop(entry, words[place], 'must be an object')
    return []
  }
  types.ctx.use(entry, enforced, `${words[place]}s`)
  const out: ParameterDescription[] = []
  for (const member of map.entries.values()) {
    const regular = /^\/.*\/$/s.test(member.key) || member.key.includes('{*}') || member.key.includes('{?}')
    if (regular && place !== 'path') {
      const reason =
        'names that follow a pattern are shown by their own names only; any undeclared one is treated as the operation says'
      types.ctx.drop(member, `${words[place]}s of pattern \`${member.key.slice(0, 80)}\``, reason)
      continue
    }
    const ignored = place === 'header' ? ignoredHeader(member.key.replace(/\?$/, '')) : undefined
    if (ignored !== undefined) types.ctx.show(member, `Header \`${member.key}\``, ignored)
    else out.push(parameterOf(types, member, place))
  }
  return out
}

function parameterOf(types: TypeTranslator, entry: RamlEntry, place: ParameterPlace): ParameterDescription {
  const { ctx } = types
  ctx.use(entry, enforced, words[place])
  const declared = requiredOf(ctx, entry, place)
  const { schema, description, examples } = namedParameter(types, entry.value)
  return parameterFrom(declared.name, place, declared.required, schema, types, { description, examples })
}

/** Whether it must be sent: RAML 0.8 says no, but for the path; 1.0 says yes, unless its name ends in `?`. */
function requiredOf(ctx: RamlContext, entry: RamlEntry, place: ParameterPlace): { name: string; required: boolean } {
  const inner = entry.value.kind === 'map' ? entry.value.entries.get('required') : undefined
  if (inner !== undefined) {
    const value = toJson(ctx.plain(inner, { ...enforced, construct: 'Facet `required`' }))
    return { name: entry.key, required: place === 'path' || value === true }
  }
  if (ctx.version === '0.8') return { name: entry.key, required: place === 'path' }
  const optional = entry.key.endsWith('?')
  return { name: optional ? entry.key.slice(0, -1) : entry.key, required: place === 'path' || !optional }
}

interface Named {
  schema: JsonObject
  description?: string | undefined
  examples?: ParameterDescription['examples']
}

/** The schema of a named parameter; in RAML 0.8 a list of declarations means any of them, and `repeat` a list of values. */
export function namedParameter(types: TypeTranslator, node: RamlNode, use: Use = enforced): Named {
  if (node.kind === 'list' && types.ctx.version === '0.8') {
    const alternatives = node.items.map((item) => namedParameter(types, item, use))
    const description = alternatives.find((one) => one.description !== undefined)?.description
    return { schema: { anyOf: alternatives.map(({ schema }) => schema) }, description }
  }
  const { description, examples, ...schema } = types.translate(node, use, 'string')
  const repeat = node.kind === 'map' ? node.entries.get('repeat') : undefined
  if (repeat) types.ctx.use(repeat, use, 'Facet `repeat`')
  const repeated = repeat !== undefined && toJson(repeat.value) === true
  return {
    schema: repeated ? { type: 'array', items: schema } : schema,
    ...(typeof description === 'string' && { description }),
    ...(Array.isArray(examples) && { examples: examples.map((value) => ({ value })) }),
  }
}

function parameterFrom(
  name: string,
  place: ParameterPlace,
  required: boolean,
  schema: JsonObject,
  types: TypeTranslator,
  more: Omit<Named, 'schema'>,
): ParameterDescription {
  const base = {
    in: place,
    name,
    required,
    ...(more.description !== undefined && { description: more.description }),
    style: styles[place],
    // RAML 1.0: a list in a query is the parameter again and again.
    explode: place === 'query',
    ...(more.examples && more.examples.length > 0 && { examples: more.examples }),
  }
  // RAML 1.0, "Query Strings and Parameters": an object is sent as the JSON text of its value.
  const whole = types.resolved(schema, enforced)
  if (whole.type === 'object') return { ...base, content: { 'application/json': { schema } } }
  return { ...base, schema }
}

/** `queryString`: a type whose properties are the parameters of the query. */
export function readQueryString(types: TypeTranslator, method: RamlMap): ParameterDescription[] {
  const entry = method.entries.get('queryString')
  if (entry === undefined) return []
  const schema = types.resolved(types.translate(entry.value, enforced, 'any'), enforced)
  if (!isObject(schema.properties)) {
    types.ctx.drop(entry, 'Query string', 'only an object type can be checked parameter by parameter')
    return []
  }
  types.ctx.use(entry, enforced, 'Query string')
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    isObject(inner) && !isUnsafeName(name)
      ? [parameterFrom(name, 'query', required.includes(name), inner, types, {})]
      : [],
  )
}

/** Headers of a response. */
export function readResponseHeaders(
  types: TypeTranslator,
  response: RamlMap,
  use: Use,
): Record<string, { description?: string; required?: boolean; schema?: JsonSchema }> | undefined {
  const entry = response.entries.get('headers')
  const map = asMap(entry?.value)
  if (entry === undefined || map === undefined) return undefined
  types.ctx.use(entry, use, 'Headers of a response')
  const out: Record<string, { description?: string; required?: boolean; schema?: JsonSchema }> = {}
  for (const member of map.entries.values()) {
    types.ctx.use(member, use, 'Header of a response')
    const inner = member.value.kind === 'map' ? member.value.entries.get('required') : undefined
    if (inner) types.ctx.use(inner, use, 'Facet `required`')
    const optional = inner === undefined && types.ctx.version === '1.0' && member.key.endsWith('?')
    const name = optional ? member.key.slice(0, -1) : member.key
    const required = inner ? toJson(inner.value) === true : types.ctx.version === '1.0' && !optional
    const { schema, description } = namedParameter(types, member.value, use)
    if (isUnsafeName(name)) continue
    out[name] = { ...(description !== undefined && { description }), ...(required && { required }), schema }
  }
  return out
}
