import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { mergeOrder } from './merge-order.ts'
import type { MergeRecord } from './merge-record.ts'
import { asLists, asObjects, type Shape, type Sides, schemaMember } from './merge-shapes.ts'
import { sameJson } from './same-json.ts'

const nobody: Sides<JsonObject> = { base: {}, mine: {}, file: {} }

/** A part of the contract of which the last import, the working copy and the new file may each say something else. */
export function mergeValues(
  record: MergeRecord,
  shape: Shape,
  sides: Sides,
  path: readonly string[],
  owners: Sides<JsonObject> = nobody,
): Json | undefined {
  const { base, mine, file } = sides
  const open = 'open' in shape && shape.open === true
  if (!open) {
    if (sameJson(mine, file)) return mine
    if (sameJson(base, mine)) {
      if (shape.kind !== 'follower') record.take(path, sides)
      return file
    }
    if (sameJson(base, file)) {
      if (shape.kind !== 'follower') record.keep(path, sides)
      return mine
    }
    if (shape.kind === 'follower') return file
  }
  // What one side removed and the other changed can not be both.
  const both = open || (mine !== undefined && file !== undefined)
  const merged = both ? mergeInside(record, shape, sides, path, owners) : undefined
  return merged ?? (record.conflict(path, sides) === 'file' ? file : mine)
}

/** Undefined: there is nothing to go into, so the sides stand against each other. */
function mergeInside(
  record: MergeRecord,
  shape: Shape,
  sides: Sides,
  path: readonly string[],
  owners: Sides<JsonObject>,
): Json | undefined {
  if (shape.kind === 'set') {
    const lists = asLists(sides)
    return lists && mergeSet(record, lists, sides, path)
  }
  if (shape.kind === 'list') {
    const lists = asLists(sides)
    const names = lists && shape.names(lists, owners)
    if (!lists || !names) return undefined
    const named = (side: keyof Sides) => new Map(names[side].map((name, index) => [name, lists[side][index]]))
    const maps = { base: named('base'), mine: named('mine'), file: named('file') }
    return [...mergeMaps(record, () => shape.item, maps, path, nobody).values()]
  }
  const objects = shape.kind === 'value' || shape.kind === 'follower' ? undefined : asObjects(sides)
  if (!objects) return undefined
  const entries = (object: JsonObject) => new Map(Object.entries(object))
  const maps = { base: entries(objects.base), mine: entries(objects.mine), file: entries(objects.file) }
  return Object.fromEntries(mergeMaps(record, (name) => shapeOfMember(shape, name), maps, path, objects))
}

function shapeOfMember(shape: Shape, name: string): Shape {
  if (shape.kind === 'map') return shape.item
  if (shape.kind === 'schema') return schemaMember(name)
  const own = shape.kind === 'record' && Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
  return own ?? { kind: 'value' }
}

function mergeMaps(
  record: MergeRecord,
  shapeOf: (name: string) => Shape,
  maps: Sides<Map<string, Json | undefined>>,
  path: readonly string[],
  owners: Sides<JsonObject>,
): Map<string, Json> {
  const merged = new Map<string, Json>()
  const names = mergeOrder([...maps.base.keys()], [...maps.mine.keys()], [...maps.file.keys()])
  for (const name of names) {
    const sides = { base: maps.base.get(name), mine: maps.mine.get(name), file: maps.file.get(name) }
    const value = isRemovedOperation(path, sides)
      ? removedOperation(record, sides, path, name)
      : mergeValues(record, shapeOf(name), sides, [...path, name], owners)
    if (value !== undefined) merged.set(name, value)
  }
  return merged
}

function isRemovedOperation(path: readonly string[], { base, mine, file }: Sides): boolean {
  return path.length === 1 && path[0] === 'operations' && base !== undefined && mine !== undefined && file === undefined
}

/** Callers, products and people's settings may hang on it: it goes by the file's word, but never without being listed. */
function removedOperation(record: MergeRecord, sides: Sides, path: readonly string[], name: string): Json | undefined {
  const touched = !sameJson(sides.base, sides.mine)
  return record.remove([...path, name], name, sides, touched) ? sides.mine : undefined
}

function mergeSet(
  record: MergeRecord,
  { base, mine, file }: Sides<Json[]>,
  sides: Sides,
  path: readonly string[],
): Json[] | undefined {
  const keyed = (list: Json[]) => new Map(list.map((item) => [canonicalJson(item), item]))
  const [was, own, theirs] = [keyed(base), keyed(mine), keyed(file)]
  // With an item twice the order or number means something.
  if (was.size !== base.length || own.size !== mine.length || theirs.size !== file.length) return undefined
  record.take(path, sides)
  record.keep(path, sides)
  return mergeOrder([...was.keys()], [...own.keys()], [...theirs.keys()]).flatMap((key) => {
    const [before, here, there] = [was.has(key), own.has(key), theirs.has(key)]
    const item = own.get(key) ?? theirs.get(key)
    return (here && there) || (!before && item !== undefined) ? [item ?? null] : []
  })
}
