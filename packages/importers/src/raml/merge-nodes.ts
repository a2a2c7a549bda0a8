import type { SourcePart } from '../source-ledger.ts'
import type { RamlEntry, RamlMap, RamlNode } from './raml-node.ts'

/**
 * RAML's merging: what the target says stays, what it leaves open comes from the source (a trait or resource type), maps are merged
 * member by member, lists are joined. Both stay as they are.
 */
export function mergeNodes(target: RamlNode, source: RamlNode, optional: OptionalNames): RamlNode {
  if (target.kind === 'scalar' && target.value === null)
    return source.kind === 'map' ? withoutOptional(source, optional) : source
  if (target.kind === 'map' && source.kind === 'map') return mergeMaps(target, source, optional)
  if (target.kind === 'list' && source.kind === 'list') return { ...target, items: joined(target.items, source.items) }
  // `id: integer` and `id: { description: … }` say the same kind of thing in two forms.
  if (target.kind === 'scalar' && source.kind === 'map' && source.entries.size > 0 && !isMedia(source))
    return mergeMaps(typed(target), source, optional)
  if (target.kind === 'map' && source.kind === 'scalar' && source.value !== null && !isMedia(target))
    return mergeMaps(target, typed(source), optional)
  return target
}

/**
 * Where a name that ends in `?` means "only if the target has it": every key of resource types and traits in 0.8. In 1.0 only methods
 * may be optional, which are chosen before the parameters are filled in.
 */
export type OptionalNames = 'none' | 'all'

function mergeMaps(target: RamlMap, source: RamlMap, optional: OptionalNames): RamlMap {
  const entries = new Map(target.entries)
  for (const entry of source.entries.values()) {
    const name = plainName(entry.key, optional)
    const own = entries.get(name)
    if (own !== undefined) {
      entries.set(name, { ...own, value: mergeNodes(own.value, entry.value, optional), also: otherParts(own, entry) })
    } else if (name === entry.key) {
      const value = entry.value.kind === 'map' ? withoutOptional(entry.value, optional) : entry.value
      entries.set(name, { ...entry, value })
    }
  }
  return { ...target, entries }
}

/** Both keys share the fate of the merged one. */
function otherParts(own: RamlEntry, merged: RamlEntry): SourcePart[] {
  return [...(own.also ?? []), ...(merged.part ? [merged.part] : []), ...(merged.also ?? [])]
}

function withoutOptional(map: RamlMap, optional: OptionalNames): RamlMap {
  if (optional === 'none') return map
  const entries = new Map<string, RamlEntry>()
  for (const entry of map.entries.values()) {
    if (plainName(entry.key, optional) !== entry.key) continue
    const value = entry.value.kind === 'map' ? withoutOptional(entry.value, optional) : entry.value
    entries.set(entry.key, { ...entry, value })
  }
  return { ...map, entries }
}

export const methodNames: ReadonlySet<string> = new Set([
  'get',
  'put',
  'post',
  'delete',
  'patch',
  'head',
  'options',
  'trace',
])

function plainName(key: string, optional: OptionalNames): string {
  if (optional === 'none' || !key.endsWith('?')) return key
  return key.slice(0, -1)
}

function joined(own: RamlNode[], more: RamlNode[]): RamlNode[] {
  const known = new Set(own.filter((item) => item.kind === 'scalar').map((item) => item.text))
  return [...own, ...more.filter((item) => item.kind !== 'scalar' || !known.has(item.text))]
}

function typed(scalar: RamlNode & { kind: 'scalar' }): RamlMap {
  const entry: RamlEntry = { key: 'type', value: scalar, part: undefined }
  return {
    kind: 'map',
    entries: new Map([['type', entry]]),
    file: scalar.file,
    line: scalar.line,
    scopes: scalar.scopes,
  }
}

/** A map of media types or of parameters can not be the long form of a type name. */
function isMedia(map: RamlMap): boolean {
  return [...map.entries.keys()].some((key) => key.includes('/') || /^[1-5]\d\d$/.test(key))
}
