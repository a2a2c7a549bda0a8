import { type Attribute, findAttribute } from './attribute.ts'
import { isUrn, parseAttributePath } from './attribute-path.ts'
import { isResource } from './match-filter.ts'
import { findExtension, type Resource, type ResourceType, topAttributes } from './resource-type.ts'
import { ScimError } from './scim-error.ts'

const longestText = 10_000
const mostValues = 100_000

/**
 * A resource as it came, in canonical form: names in their own case, values of their own type, without what no schema knows, what only we
 * write, and what is null. Forgives what clients are known to do: `"True"` for true, one value for a list, a text for a complex value.
 * Throws `invalidSyntax` and `invalidValue`.
 */
export function canonicalResource(type: ResourceType, given: unknown): Resource {
  if (!isResource(given)) throw new ScimError(400, 'The body must be a JSON object.', 'invalidSyntax')
  const resource: Resource = {}
  for (const [key, value] of Object.entries(given)) {
    const extension = findExtension(type, key)
    if (extension) {
      if (value === null) continue
      if (!isResource(value)) throw new ScimError(400, `${key} must be an object.`, 'invalidValue')
      const inner = canonicalObject(extension.attributes, value, '')
      if (Object.keys(inner).length > 0) resource[extension.id] = inner
      continue
    }
    const found = findAttribute(topAttributes(type), ownName(type, key))
    if (!found || found.mutability === 'readOnly') continue
    const canonical = canonicalValue(found, value, found.name)
    if (canonical !== undefined) resource[found.name] = canonical
  }
  return resource
}

/** `urn:…:core:2.0:User:userName` is `userName`. */
function ownName(type: ResourceType, key: string): string {
  if (!isUrn(key)) return key
  const prefix = `${type.schema.id}:`
  return key.toLowerCase().startsWith(prefix.toLowerCase()) ? key.slice(prefix.length) : key
}

/** What must be there is there. Throws `invalidValue`. */
export function assertRequired(type: ResourceType, resource: Resource): void {
  for (const { name, required } of type.schema.attributes) {
    const value = resource[name]
    if (required && (typeof value !== 'string' || value.trim() === ''))
      throw new ScimError(400, `${name} is required.`, 'invalidValue')
  }
}

/** One attribute's value in canonical form; undefined: there is none. `where` is its name, for the error. */
export function canonicalValue(attribute: Attribute, value: unknown, where: string): unknown {
  if (value === null || value === undefined) return undefined
  if (!attribute.multiValued) return single(attribute, value, where)
  const values: unknown[] = Array.isArray(value) ? value : [value]
  if (values.length > mostValues) throw new ScimError(400, `${where} has more than ${mostValues} values.`, 'tooMany')
  const canonical = values.map((one) => single(attribute, one, where)).filter((one) => one !== undefined)
  return onePrimary(canonical)
}

function single(attribute: Attribute, value: unknown, where: string): unknown {
  if (value === null || value === undefined) return undefined
  if (attribute.type === 'complex') return complexValue(attribute, value, where)
  return scalar(attribute, value, where)
}

function complexValue(attribute: Attribute, value: unknown, where: string): unknown {
  const subs = attribute.subAttributes ?? []
  if (isResource(value)) {
    const inner = canonicalObject(subs, value, where)
    return Object.keys(inner).length === 0 ? undefined : inner
  }
  const own = findAttribute(subs, 'value')
  if (!own || Array.isArray(value)) throw wrong(where, 'an object')
  const inner = scalar(own, value, where)
  return inner === undefined ? undefined : { value: inner }
}

/** The parts of a complex value or of an extension. */
export function canonicalObject(attributes: readonly Attribute[], given: Resource, where: string): Resource {
  const resource: Resource = {}
  for (const [key, value] of Object.entries(given)) {
    const found = findAttribute(attributes, key) ?? aliasOf(attributes, key)
    if (!found) continue
    const canonical = canonicalValue(found, value, where === '' ? found.name : `${where}.${found.name}`)
    if (canonical !== undefined) resource[found.name] = canonical
  }
  return resource
}

/** Some call a member's `display` its `displayName`. */
function aliasOf(attributes: readonly Attribute[], key: string): Attribute | undefined {
  return key.toLowerCase() === 'displayname' ? findAttribute(attributes, 'display') : undefined
}

function scalar(attribute: Attribute, value: unknown, where: string): unknown {
  switch (attribute.type) {
    case 'boolean': {
      if (typeof value === 'boolean') return value
      const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
      if (word === 'true' || word === 'false') return word === 'true'
      throw wrong(where, 'true or false')
    }
    case 'integer':
    case 'decimal':
      if (typeof value === 'number') return value
      throw wrong(where, 'a number')
    default: {
      const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
      if (typeof text !== 'string') throw wrong(where, 'text')
      if (text.length > longestText || /\0|\p{Surrogate}/u.test(text))
        throw wrong(where, `Unicode text of at most ${longestText} characters, without NUL`)
      return text === '' ? undefined : text
    }
  }
}

/** At most one value is the primary one (RFC 7643 §2.4): the last that says so. */
function onePrimary(values: readonly unknown[]): readonly unknown[] {
  const primary = values.filter((one) => isResource(one) && one.primary === true)
  if (primary.length < 2) return values
  const last = primary.at(-1)
  return values.map((one) =>
    isResource(one) && one.primary === true && one !== last ? { ...one, primary: false } : one,
  )
}

function wrong(where: string, expected: string): ScimError {
  return new ScimError(400, `${where} must be ${expected}.`, 'invalidValue')
}

/** Whether a key of a PATCH without path is itself a path (`name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`). */
export function isPathKey(type: ResourceType, key: string): boolean {
  if (key.includes('[') || (!isUrn(key) && key.includes('.'))) return true
  return isUrn(key) && !findExtension(type, key) && parseAttributePath(key).name !== ''
}
