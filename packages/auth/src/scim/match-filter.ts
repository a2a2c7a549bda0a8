import { type Attribute, findAttribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import type { Comparison, Filter, FilterValue } from './filter.ts'
import { refused } from './filter-tokens.ts'
import { type Resource, type ResourceType, resolveAttribute } from './resource-type.ts'

export type Predicate = (value: Resource) => boolean

/** Whether a resource in canonical form fulfils a filter. Throws `invalidFilter` for what can never be asked. */
export function matcher(type: ResourceType, filter: Filter): Predicate {
  return build(filter, (path) => {
    const found = resolveAttribute(type, path.schema, path.name)
    // What no schema knows nobody has.
    if (!found) return undefined
    const { extension, attribute } = found
    const sub = subOf(attribute, path.sub)
    if (sub === null) return undefined
    return {
      attribute,
      of: sub ?? attribute,
      read: (resource) => {
        const holder = extension ? resource[extension.id] : resource
        return valuesIn(isResource(holder) ? holder[attribute.name] : undefined, sub)
      },
    }
  })
}

/** The same for one value of a multi-valued attribute, as within `emails[…]`. */
export function valueMatcher(attribute: Attribute, filter: Filter): Predicate {
  return build(filter, (path) => {
    const sub = findAttribute(attribute.subAttributes ?? [], path.name)
    if (!sub || path.sub !== undefined || path.schema !== undefined) return undefined
    return { attribute: sub, of: sub, read: (value) => valuesIn(value[sub.name], undefined) }
  })
}

type Place = {
  attribute: Attribute
  /** What is compared: the attribute, or the part of it that is named or meant. */
  of: Attribute
  read: (resource: Resource) => readonly unknown[]
}

function build(filter: Filter, find: (path: AttributePath) => Place | undefined): Predicate {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [build(filter.left, find), build(filter.right, find)]
      return filter.kind === 'and' ? (one) => left(one) && right(one) : (one) => left(one) || right(one)
    }
    case 'not': {
      const inner = build(filter.filter, find)
      return (one) => !inner(one)
    }
    case 'present': {
      const place = find(filter.path)
      return (one) => place?.read(one).some(isPresent) ?? false
    }
    case 'has': {
      const place = find(filter.path)
      if (!place) return () => false
      const inner = valueMatcher(place.attribute, filter.filter)
      return (one) => place.read(one).some((value) => isResource(value) && inner(value))
    }
    case 'compare':
      return comparing(find(filter.path), filter.op, filter.value)
  }
}

function comparing(place: Place | undefined, op: Comparison, value: FilterValue): Predicate {
  if (op === 'ne') {
    const equal = comparing(place, 'eq', value)
    return (one) => !equal(one)
  }
  if (!place) return () => op === 'eq' && value === null
  if (value === null) {
    if (op !== 'eq') throw refused(`null has no ${op}.`)
    return (one) => !place.read(one).some(isPresent)
  }
  // A complex attribute is compared by what is its value.
  const target =
    place.of.type === 'complex' ? (findAttribute(place.of.subAttributes ?? [], 'value') ?? place.of) : place.of
  const test = testOf(target, op, value)
  return (one) =>
    place.read(one).some((found) => test(isResource(found) && target !== place.of ? found[target.name] : found))
}

function testOf(attribute: Attribute, op: Comparison, value: string | number | boolean): (found: unknown) => boolean {
  switch (attribute.type) {
    case 'complex':
      throw refused(`${attribute.name} has no value of its own to compare with: name a part of it.`)
    case 'boolean': {
      if (op !== 'eq') throw refused(`${attribute.name} is true or false: it has no ${op}.`)
      const wanted = typeof value === 'string' ? value.toLowerCase() === 'true' : Boolean(value)
      return (found) => found === wanted
    }
    case 'integer':
    case 'decimal': {
      const wanted = Number(value)
      return (found) => typeof found === 'number' && ordered(op, found - wanted)
    }
    case 'dateTime': {
      if (op === 'co' || op === 'sw' || op === 'ew') return textTest(attribute, op, String(value))
      const wanted = Date.parse(String(value))
      if (Number.isNaN(wanted)) throw refused(`${JSON.stringify(value)} is no instant.`)
      return (found) => typeof found === 'string' && ordered(op, Date.parse(found) - wanted)
    }
    default:
      return textTest(attribute, op, String(value))
  }
}

function textTest(attribute: Attribute, op: Comparison, value: string): (found: unknown) => boolean {
  const fold = attribute.caseExact ? (text: string) => text : (text: string) => text.toLowerCase()
  const wanted = fold(value)
  return (found) => {
    if (typeof found !== 'string') return false
    const text = fold(found)
    if (op === 'co') return text.includes(wanted)
    if (op === 'sw') return text.startsWith(wanted)
    if (op === 'ew') return text.endsWith(wanted)
    return ordered(op, text < wanted ? -1 : text > wanted ? 1 : 0)
  }
}

function ordered(op: Comparison, difference: number): boolean {
  switch (op) {
    case 'eq':
      return difference === 0
    case 'gt':
      return difference > 0
    case 'ge':
      return difference >= 0
    case 'lt':
      return difference < 0
    case 'le':
      return difference <= 0
    default:
      throw refused(`Numbers and instants have no ${op}.`)
  }
}

/** Undefined: none is named. Null: there is none of that name. */
function subOf(attribute: Attribute, sub: string | undefined): Attribute | undefined | null {
  if (sub === undefined) return undefined
  return findAttribute(attribute.subAttributes ?? [], sub) ?? null
}

function valuesIn(value: unknown, sub: Attribute | undefined): readonly unknown[] {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return sub === undefined ? values : values.map((one: unknown) => (isResource(one) ? one[sub.name] : undefined))
}

function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return !isResource(value) || Object.keys(value).length > 0
}

export function isResource(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
