import { findAttribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import { parsePatchPath } from './filter.ts'
import { isResource, valueMatcher } from './match-filter.ts'
import { findExtension, type Resource, type ResourceType, resolveAttribute } from './resource-type.ts'
import { ScimError } from './scim-error.ts'

/** Which parts of resources an answer has (RFC 7644 §3.9): those named, or all but those named. */
export type Projection = { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined }

const mostNames = 100
const always = ['schemas', 'id']

/** Cuts a resource to what was asked for; `id` and `schemas` are always there. Made once, used for each resource. */
export function projector(
  type: ResourceType,
  { attributes, excludedAttributes }: Projection,
): (one: Resource) => Resource {
  if (attributes !== undefined && attributes.trim() !== '') {
    const wanted = namesOf(attributes)
    return (resource) => {
      const cut: Resource = {}
      for (const name of always) if (resource[name] !== undefined) cut[name] = resource[name]
      for (const name of wanted) copy(type, resource, cut, name)
      return cut
    }
  }
  if (excludedAttributes === undefined || excludedAttributes.trim() === '') return (resource) => resource
  const without = namesOf(excludedAttributes)
  return (resource) => {
    const cut = structuredClone(resource)
    for (const name of without) drop(type, cut, name)
    return cut
  }
}

/** Whether an attribute is in the answer at all, so that what is dear to read is read only then. */
export function isAsked({ attributes, excludedAttributes }: Projection, name: string): boolean {
  const names = (list: string) => namesOf(list).map((one) => one.toLowerCase().split(/[.[]/)[0])
  if (attributes !== undefined && attributes.trim() !== '') return names(attributes).includes(name.toLowerCase())
  return (
    excludedAttributes === undefined ||
    !namesOf(excludedAttributes).some((one) => one.toLowerCase() === name.toLowerCase())
  )
}

/** Commas within brackets part nothing. */
function namesOf(list: string): string[] {
  const names = list.match(/(?:[^,[]|\[[^\]]*\])+/g)?.map((name) => name.trim()) ?? []
  if (names.length > mostNames)
    throw new ScimError(400, `At most ${mostNames} attributes can be named.`, 'invalidValue')
  return names.filter((name) => name !== '')
}

function copy(type: ResourceType, resource: Resource, cut: Resource, name: string): void {
  const extension = findExtension(type, name)
  if (extension) {
    if (resource[extension.id] !== undefined) cut[extension.id] = resource[extension.id]
    return
  }
  const { path, filter, sub } = parsePatchPath(name)
  const place = placeOf(type, path)
  if (!place) return
  const { attribute, key } = place
  const holder = key === undefined ? resource : resource[key]
  const value = isResource(holder) ? holder[attribute.name] : undefined
  if (value === undefined) return
  const kept =
    filter && Array.isArray(value)
      ? value.filter((one) => isResource(one) && valueMatcher(attribute, filter)(one))
      : value
  const into = key === undefined ? cut : innerOf(cut, key)
  const part = findAttribute(attribute.subAttributes ?? [], sub ?? path.sub ?? '')
  into[attribute.name] = part ? onlyPart(kept, part.name, into[attribute.name]) : kept
}

/** `name.givenName` and `name.familyName` asked for together are both there. */
function onlyPart(value: unknown, part: string, before: unknown): unknown {
  if (Array.isArray(value))
    return value.map((one: unknown, at) => {
      const earlier: unknown = Array.isArray(before) ? before[at] : undefined
      return isResource(one) ? { ...(isResource(earlier) ? earlier : {}), [part]: one[part] } : one
    })
  return isResource(value) ? { ...(isResource(before) ? before : {}), [part]: value[part] } : value
}

function drop(type: ResourceType, cut: Resource, name: string): void {
  const extension = findExtension(type, name)
  if (extension) {
    delete cut[extension.id]
    return
  }
  const { path } = parsePatchPath(name)
  const place = placeOf(type, path)
  if (!place || always.includes(place.attribute.name)) return
  const holder = place.key === undefined ? cut : cut[place.key]
  if (!isResource(holder)) return
  const part = path.sub === undefined ? undefined : findAttribute(place.attribute.subAttributes ?? [], path.sub)
  if (!part) {
    delete holder[place.attribute.name]
    return
  }
  const value = holder[place.attribute.name]
  for (const one of Array.isArray(value) ? value : [value]) if (isResource(one)) delete one[part.name]
}

function placeOf(type: ResourceType, path: AttributePath) {
  const found = resolveAttribute(type, path.schema, path.name)
  return found && { attribute: found.attribute, key: found.extension?.id }
}

function innerOf(cut: Resource, key: string): Resource {
  const now = cut[key]
  if (isResource(now)) return now
  const made: Resource = {}
  cut[key] = made
  return made
}
