import { z } from 'zod'
import { type Attribute, findAttribute } from './attribute.ts'
import { canonicalObject, canonicalValue, isPathKey } from './canonical.ts'
import { type Filter, type PatchPath, parsePatchPath } from './filter.ts'
import { isResource, valueMatcher } from './match-filter.ts'
import { findExtension, type Resource, type ResourceType, resolveAttribute } from './resource-type.ts'
import { ScimError } from './scim-error.ts'

export type PatchOperation = { op: 'add' | 'replace' | 'remove'; path?: string | undefined; value?: unknown }

const mostOperations = 1_000
const operation = z.object({
  op: z
    .string()
    .transform((op) => op.toLowerCase())
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().max(4_000).nullish(),
  value: z.unknown().optional(),
})

/** The operations of a PATCH body. Throws `invalidSyntax`. */
export function parsePatch(body: unknown): PatchOperation[] {
  const members = isResource(body) ? Object.entries(body) : []
  const operations = members.find(([key]) => key.toLowerCase() === 'operations')?.[1]
  const parsed = z.array(operation).min(1).max(mostOperations).safeParse(operations)
  if (!parsed.success)
    throw new ScimError(
      400,
      `Operations must be a list of 1 to ${mostOperations} operations, each with op add, replace or remove.`,
      'invalidSyntax',
    )
  return parsed.data.map(({ op, path, value }) => ({
    op,
    value,
    ...(path === null || path === undefined || path === '' ? {} : { path }),
  }))
}

/**
 * A resource in canonical form after the operations of RFC 7644 §3.5.2, one after the other: all of them, or none. The given one is not
 * touched. Throws what the protocol has for what cannot be.
 */
export function applyPatch(type: ResourceType, resource: Resource, operations: readonly PatchOperation[]): Resource {
  const next = structuredClone(resource)
  for (const one of operations) applyOne(type, next, one)
  return next
}

function applyOne(type: ResourceType, resource: Resource, { op, path, value }: PatchOperation): void {
  if (path !== undefined) {
    const extension = findExtension(type, path)
    if (!extension) applyAt(type, resource, op, parsePatchPath(path), value)
    else if (op === 'remove') delete resource[extension.id]
    else mergeObject(resource, extension.id, extension.attributes, value)
    return
  }
  if (op === 'remove') throw new ScimError(400, 'What is to be removed needs a path.', 'noTarget')
  if (!isResource(value)) throw new ScimError(400, 'Without a path the value must be an object.', 'invalidValue')
  for (const [key, member] of Object.entries(value)) {
    const extension = findExtension(type, key)
    if (extension) mergeObject(resource, extension.id, extension.attributes, member)
    else if (isPathKey(type, key)) applyAt(type, resource, op, parsePatchPath(key), member)
    else {
      const found = resolveAttribute(type, undefined, key)?.attribute
      // What no schema knows, or only we write, is passed over where nobody named it by a path.
      if (found && found.mutability !== 'readOnly') applyAt(type, resource, op, { path: { name: key } }, member)
    }
  }
}

function mergeObject(holder: Resource, key: string, attributes: readonly Attribute[], value: unknown): void {
  if (!isResource(value)) throw new ScimError(400, `${key} must be an object.`, 'invalidValue')
  const now = holder[key]
  const merged = { ...(isResource(now) ? now : {}), ...canonicalObject(attributes, value, '') }
  for (const [name, member] of Object.entries(value))
    if (member === null) delete merged[findAttribute(attributes, name)?.name ?? name]
  if (Object.keys(merged).length === 0) delete holder[key]
  else holder[key] = merged
}

function applyAt(
  type: ResourceType,
  resource: Resource,
  op: PatchOperation['op'],
  target: PatchPath,
  value: unknown,
): void {
  const { path, filter } = target
  const found = resolveAttribute(type, path.schema, path.name)
  if (!found) throw new ScimError(400, `There is no attribute ${path.name}.`, 'invalidPath')
  const { extension, attribute } = found
  if (attribute.mutability === 'readOnly')
    throw new ScimError(400, `${attribute.name} cannot be written.`, 'mutability')
  const holder = extension ? holderOf(resource, extension.id) : resource
  const sub = target.sub ?? path.sub
  if (filter !== undefined) applyWhere(holder, attribute, op, { filter, sub }, value)
  else if (sub !== undefined) applyToPart(holder, attribute, op, sub, value)
  else applyWhole(holder, attribute, op, value)
  if (extension && Object.keys(holder).length === 0) delete resource[extension.id]
}

function holderOf(resource: Resource, id: string): Resource {
  const now = resource[id]
  if (isResource(now)) return now
  const made: Resource = {}
  resource[id] = made
  return made
}

function applyWhole(holder: Resource, attribute: Attribute, op: PatchOperation['op'], value: unknown): void {
  const { name } = attribute
  if (op === 'remove') {
    // Entra removes members by naming them in the value.
    if (attribute.multiValued && value !== undefined && value !== null) {
      const gone = new Set(listOf(canonicalValue(attribute, value, name)).map((one) => identity(attribute, one)))
      set(
        holder,
        name,
        listOf(holder[name]).filter((one) => !gone.has(identity(attribute, one))),
      )
    } else delete holder[name]
    return
  }
  if (attribute.multiValued) {
    const given = listOf(canonicalValue(attribute, value, name))
    set(holder, name, op === 'replace' ? given : union(attribute, listOf(holder[name]), given))
    return
  }
  if (attribute.type === 'complex' && isResource(value)) {
    mergeObject(holder, name, attribute.subAttributes ?? [], value)
    return
  }
  set(holder, name, canonicalValue(attribute, value, name))
}

function applyToPart(
  holder: Resource,
  attribute: Attribute,
  op: PatchOperation['op'],
  subName: string,
  value: unknown,
): void {
  const sub = partOf(attribute, subName)
  const canonical = op === 'remove' ? undefined : canonicalValue(sub, value, `${attribute.name}.${sub.name}`)
  if (attribute.multiValued) {
    set(
      holder,
      attribute.name,
      listOf(holder[attribute.name]).map((one) => withPart(one, sub, canonical)),
    )
    return
  }
  const now = holder[attribute.name]
  const next = withPart(isResource(now) ? now : {}, sub, canonical)
  set(holder, attribute.name, isResource(next) && Object.keys(next).length === 0 ? undefined : next)
}

function applyWhere(
  holder: Resource,
  attribute: Attribute,
  op: PatchOperation['op'],
  { filter, sub: subName }: { filter: Filter; sub: string | undefined },
  value: unknown,
): void {
  const { name } = attribute
  if (!attribute.multiValued)
    throw new ScimError(400, `${name} has one value: there is nothing to filter.`, 'invalidPath')
  const matches = valueMatcher(attribute, filter)
  const values = listOf(holder[name])
  const hit = values.filter((one) => isResource(one) && matches(one))
  const sub = subName === undefined ? undefined : partOf(attribute, subName)
  if (op === 'remove') {
    const left = values.flatMap((one) => (!hit.includes(one) ? [one] : sub ? [withPart(one, sub, undefined)] : []))
    set(holder, name, left)
    return
  }
  const given = sub
    ? { [sub.name]: canonicalValue(sub, value, `${name}.${sub.name}`) }
    : canonicalObject(attribute.subAttributes ?? [], isResource(value) ? value : { value }, name)
  if (hit.length === 0) {
    // Entra sets `emails[type eq "work"].value` of whom has none yet.
    const made = { ...describedBy(attribute, filter), ...given }
    set(holder, name, union(attribute, values, [made]))
    return
  }
  const replaced = values.map((one) =>
    !hit.includes(one) ? one : op === 'replace' && !sub ? given : isResource(one) ? { ...one, ...given } : given,
  )
  set(holder, name, canonicalValue(attribute, replaced, name))
}

/** What a value must have to fulfil a filter of equalities. Throws `noTarget` for any other filter: nothing fulfils it. */
function describedBy(attribute: Attribute, filter: Filter): Resource {
  if (filter.kind === 'and') return { ...describedBy(attribute, filter.left), ...describedBy(attribute, filter.right) }
  const sub = filter.kind === 'compare' ? findAttribute(attribute.subAttributes ?? [], filter.path.name) : undefined
  if (filter.kind !== 'compare' || filter.op !== 'eq' || !sub)
    throw new ScimError(400, `No value of ${attribute.name} fulfils the filter.`, 'noTarget')
  return { [sub.name]: canonicalValue(sub, filter.value, `${attribute.name}.${sub.name}`) }
}

function partOf(attribute: Attribute, name: string): Attribute {
  const sub = findAttribute(attribute.subAttributes ?? [], name)
  if (!sub) throw new ScimError(400, `${attribute.name} has no ${name}.`, 'invalidPath')
  return sub
}

function withPart(value: unknown, sub: Attribute, part: unknown): unknown {
  if (!isResource(value)) return value
  const { [sub.name]: _before, ...rest } = value
  return part === undefined ? rest : { ...rest, [sub.name]: part }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

/** By what values of a list are the same: their value and type, or all that they are. */
function identity(attribute: Attribute, value: unknown): string {
  if (!isResource(value)) return JSON.stringify(value)
  const { value: own, type } = value
  // A member is who he is, whatever is said of him.
  if (attribute.name === 'members' && own !== undefined) return JSON.stringify(own)
  return own === undefined ? JSON.stringify(value) : JSON.stringify([own, type ?? null])
}

function union(attribute: Attribute, now: readonly unknown[], added: readonly unknown[]): readonly unknown[] {
  const byIdentity = new Map(now.map((one) => [identity(attribute, one), one]))
  const bringsPrimary = added.some((one) => isResource(one) && one.primary === true)
  if (bringsPrimary)
    for (const [key, one] of byIdentity)
      if (isResource(one) && one.primary === true) byIdentity.set(key, { ...one, primary: false })
  for (const one of added) byIdentity.set(identity(attribute, one), one)
  return [...byIdentity.values()]
}

function set(holder: Resource, name: string, value: unknown): void {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) delete holder[name]
  else holder[name] = value
}
