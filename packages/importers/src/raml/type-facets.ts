import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { patternFault } from '../schema-keywords.ts'
import { builtinType, httpDate, numberFormat } from './builtin-types.ts'
import { annotationReason, isAnnotation, shownReason } from './raml-context.ts'
import { asMap, isNull, listOf, type RamlEntry, type RamlMap, type RamlNode, textOf, toJson } from './raml-node.ts'
import { readTypeExamples } from './read-examples.ts'
import type { TypeTranslator } from './translate-type.ts'
import { isChosen, typesByValue } from './type-discriminators.ts'

/** Undefined: it is checked wherever its type is. */
type Outcome = { fate: 'documented' | 'dropped'; reason: string } | undefined
type FacetReader = (facet: Facet) => Outcome

interface Facet {
  types: TypeTranslator
  map: RamlMap
  entry: RamlEntry
  value: RamlNode
  parent: JsonObject
  use: Use
  out: JsonObject
}

/** Facets that say nothing of which values are allowed. */
const descriptive = new Set([
  'type',
  'schema',
  'required',
  'displayName',
  'description',
  'default',
  'example',
  'examples',
  'xml',
  'facets',
  'allowedTargets',
  'usage',
  'uses',
  'repeat',
  'discriminatorValue',
])

/** Whether a declaration narrows its type, so that it can not be a bare reference to it. */
export function restricts(map: RamlMap): boolean {
  return [...map.entries.keys()].some((key) => !descriptive.has(key) && !isAnnotation(key))
}

/** What a declaration says besides its type, as keywords of JSON Schema. */
export function readFacets(types: TypeTranslator, map: RamlMap, parent: JsonObject, use: Use): JsonObject {
  const out: JsonObject = {}
  for (const entry of map.entries.values()) {
    const { key } = entry
    if (key === 'type' || key === 'schema') {
      // A second word for the type: the first one counted.
      if (key === 'schema' && map.entries.has('type'))
        types.ctx.drop(entry, 'Facet `schema`', '`type` stands beside it')
      continue
    }
    const read = readers.get(key)
    if (read === undefined) {
      if (isAnnotation(key)) types.ctx.drop(entry, `Annotation \`${key}\``, annotationReason)
      else
        types.ctx.drop(
          entry,
          `Facet \`${key.slice(0, 80)}\``,
          'no facet of RAML; facets of its authors have no rule that Gatehouse knows',
        )
      continue
    }
    const outcome = read({ types, map, entry, value: types.ctx.plainValue(entry), parent, use, out })
    types.ctx.plain(entry, { ...(outcome ? { ...outcome, deep: true } : use), construct: `Facet \`${key}\`` })
  }
  return out
}

function wrong(shape: string): Outcome {
  return { fate: 'dropped', reason: `must be ${shape}` }
}

function documented(reason = shownReason): Outcome {
  return { fate: 'documented', reason }
}

function count(facet: Facet): Outcome {
  const value = toJson(facet.value)
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return wrong('a count')
  facet.out[facet.entry.key] = value
  return undefined
}

function limit(facet: Facet): Outcome {
  const value = toJson(facet.value)
  const positive = facet.entry.key !== 'multipleOf' || (typeof value === 'number' && value > 0)
  if (typeof value !== 'number' || !positive) return wrong(positive ? 'a number' : 'a number above 0')
  facet.out[facet.entry.key] = value
  return undefined
}

function pattern(facet: Facet): Outcome {
  const text = textOf(facet.value)
  if (text === undefined) return wrong('a text')
  const fault = patternFault(text)
  if (!fault?.remove) facet.out.pattern = text
  return fault && documented(fault.reason)
}

function enumeration(facet: Facet): Outcome {
  if (facet.value.kind !== 'list' || facet.value.items.length === 0) return wrong('a list of values')
  const texts = (facet.out.type ?? facet.parent.type) === 'string'
  // `enum: [1, 2]` of a text type means the texts.
  const values = facet.value.items.map((item) => (texts ? (textOf(item) ?? toJson(item)) : toJson(item)))
  facet.out.enum = [...new Map(values.map((value) => [canonicalJson(value), value])).values()]
  return undefined
}

function format(facet: Facet): Outcome {
  const text = textOf(facet.value)
  if (text === undefined) return wrong('a text')
  if (facet.parent.type === 'string') {
    if (text === 'rfc2616') facet.out.pattern = String(httpDate.pattern)
    if (text === 'rfc2616' || text === 'rfc3339') return undefined
    facet.out.format = text
    return documented('RAML knows no such format of a text; it is shown')
  }
  const found = numberFormat(text)
  if (found === undefined) return wrong('a number format of RAML')
  Object.assign(facet.out, found)
  if (text !== 'float' && text !== 'double') return undefined
  return documented('numbers of JSON have no width; it is shown')
}

function properties(facet: Facet): Outcome {
  const map = asMap(facet.value)
  if (map === undefined) return wrong('an object')
  const { types, use, out } = facet
  const found: JsonObject = {}
  const patterns: JsonObject = {}
  const required: string[] = []
  for (const entry of map.entries.values()) {
    const regular = /^\/(.*)\/$/s.exec(entry.key)?.[1]
    if (regular === '') {
      types.ctx.use(entry, use, 'Property of any name')
      out.additionalProperties = types.translate(entry.value, use, 'string')
      continue
    }
    const fault = regular === undefined ? undefined : patternFault(regular)
    if (fault?.remove) {
      types.ctx.drop(entry, `Pattern property \`${entry.key}\``, fault.reason)
      continue
    }
    types.ctx.use(entry, use, regular === undefined ? 'Property' : 'Pattern property')
    const { name, isRequired } = nameAndRequired(facet, entry)
    const schema = types.translate(entry.value, use, 'string')
    if (regular !== undefined) patterns[regular] = schema
    else if (name !== '__proto__') {
      found[name] = schema
      if (isRequired) required.push(name)
    }
  }
  out.properties = found
  if (Object.keys(patterns).length > 0) out.patternProperties = patterns
  if (required.length > 0) out.required = required
  return undefined
}

/** `name?` is optional, unless `required` stands inside: then the question mark is part of the name. */
function nameAndRequired({ types, use }: Facet, entry: RamlEntry): { name: string; isRequired: boolean } {
  const inner = entry.value.kind === 'map' ? entry.value.entries.get('required') : undefined
  if (inner !== undefined) {
    const value = toJson(types.ctx.plain(inner, { ...use, construct: 'Facet `required`' }))
    return { name: entry.key, isRequired: value !== false }
  }
  return entry.key.endsWith('?')
    ? { name: entry.key.slice(0, -1), isRequired: false }
    : { name: entry.key, isRequired: true }
}

function additional(facet: Facet): Outcome {
  const value = toJson(facet.value)
  if (typeof value !== 'boolean') {
    if (facet.value.kind !== 'map' && typeof value !== 'string') return wrong('true or false')
    facet.out.additionalProperties = facet.types.translate(facet.value, facet.use, 'any')
    return undefined
  }
  // A property `//` allows all names with its type: it stands before or after this.
  if (value || facet.out.additionalProperties === undefined) facet.out.additionalProperties = value
  return undefined
}

function discriminator(facet: Facet): Outcome {
  const name = textOf(facet.value)
  if (name === undefined) return wrong('the name of a property')
  const family = typesByValue(facet.types.ctx, facet.map)
  const mapping = [...family].map(([value, type]) => [value, facet.types.need(type, facet.use)])
  facet.out.discriminator = { propertyName: name, ...(family.size > 1 && { mapping: Object.fromEntries(mapping) }) }
  return family.size > 1 ? undefined : documented('no declared type inherits from this one: nothing to choose')
}

function discriminatorValue({ types, map }: Facet): Outcome {
  return isChosen(types.ctx, map) ? undefined : documented('no type that it inherits from has a `discriminator`')
}

function defaultValue(facet: Facet): Outcome {
  facet.out.default = toJson(facet.value)
  return documented('shown in the reference; the gateway does not fill it in')
}

/** Files are parts of a multipart body, whose types `encoding` of the body holds. */
function fileTypes(facet: Facet): Outcome {
  const list = listOf(facet.value)
    .map(textOf)
    .filter((text) => text !== undefined)
  if (list.length === 0) return wrong('a list of media types')
  facet.out.contentMediaType = list.join(', ')
  return undefined
}

function examples(facet: Facet): Outcome {
  readTypeExamples(facet.entry, { ...facet.parent, ...facet.out }, facet.out)
  return documented()
}

const readers: ReadonlyMap<string, FacetReader> = new Map<string, FacetReader>([
  ['minLength', count],
  ['maxLength', count],
  ['minItems', count],
  ['maxItems', count],
  ['minProperties', count],
  ['maxProperties', count],
  ['minimum', limit],
  ['maximum', limit],
  ['multipleOf', limit],
  ['pattern', pattern],
  ['enum', enumeration],
  ['format', format],
  ['properties', properties],
  ['additionalProperties', additional],
  ['discriminator', discriminator],
  ['discriminatorValue', discriminatorValue],
  ['default', defaultValue],
  ['fileTypes', fileTypes],
  ['example', examples],
  ['examples', examples],
  [
    'uniqueItems',
    (facet) => {
      const value = toJson(facet.value)
      if (typeof value !== 'boolean') return wrong('true or false')
      facet.out.uniqueItems = value
      return undefined
    },
  ],
  [
    'items',
    (facet) => {
      facet.out.items = isNull(facet.value)
        ? (builtinType('any', '1.0') ?? {})
        : facet.types.translate(facet.value, facet.use, 'string')
      return undefined
    },
  ],
  [
    'displayName',
    (facet) => {
      const text = textOf(facet.value)
      if (text !== undefined) facet.out.title = text
      return documented()
    },
  ],
  [
    'description',
    (facet) => {
      const text = textOf(facet.value)
      if (text !== undefined) facet.out.description = text
      return documented()
    },
  ],
  // Read by what holds the declaration: a property, a parameter.
  ['required', () => undefined],
  ['repeat', () => undefined],
  ['uses', () => documented('what is used of the library is in place')],
  [
    'xml',
    (facet) => {
      const value: Json = toJson(facet.value)
      if (typeof value === 'object' && value !== null) facet.out.xml = value
      return documented('how it is written as XML is shown; XML bodies are not checked by it')
    },
  ],
  ['usage', () => documented('a note for those who write RAML')],
  ['facets', () => ({ fate: 'dropped', reason: 'facets of its authors have no rule that Gatehouse knows' })],
])
