import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { normalisedTemplate, templateParameters } from '../path-template.ts'
import { isObject } from '../source-tree.ts'
import type { NameItems, Sides } from './merge-shapes.ts'

/** Items are the same where a member of them is: tags by name, servers by address. */
export function nameEach(member: string): NameItems {
  return (lists) => distinct(each(lists, (list) => list.map((item) => text(item, member))))
}

/**
 * Operations are the same where they take the same requests: `GET /orders/{id}` is `GET /orders/{orderId}`, as long as no side has
 * both. The name is the file's way to write it, then the people's.
 */
export const nameOperations: NameItems = (lists) => {
  const plain = (operation: Json) => `${text(operation, 'method')} ${text(operation, 'path')}`
  const wide = (operation: Json) => `${text(operation, 'method')} ${normalisedTemplate(text(operation, 'path'))}`
  const twice = new Set<string>()
  for (const list of [lists.base, lists.mine, lists.file]) {
    const known = new Set<string>()
    for (const key of list.map(wide)) {
      if (known.has(key)) twice.add(key)
      known.add(key)
    }
  }
  const identity = (operation: Json) => (twice.has(wide(operation)) ? plain(operation) : wide(operation))
  const shown = new Map([...lists.base, ...lists.mine, ...lists.file].map((item) => [identity(item), plain(item)]))
  return distinct(each(lists, (list) => list.map((item) => shown.get(identity(item)) ?? plain(item))))
}

/** Parameters by place and name; those of the path by position, because their names are not sent; headers know no case. */
export const nameParameters: NameItems = (lists, owners) => {
  const paths = each(owners, (operation) => templateParameters(text(operation, 'path')))
  const name = (side: keyof Sides, parameter: Json) => {
    const [place, own] = [text(parameter, 'in'), text(parameter, 'name')]
    const position = place === 'path' ? paths[side].indexOf(own) : -1
    const shown = paths.file[position] ?? paths.mine[position] ?? own
    return `${place} ${place === 'header' ? shown.toLowerCase() : shown}`
  }
  const named = (side: keyof Sides) => lists[side].map((parameter) => name(side, parameter))
  return distinct({ base: named('base'), mine: named('mine'), file: named('file') })
}

/**
 * Alternatives by what they refer to or are titled. Without such names by position, as long as no side has more of them. Which of the
 * two is said by the last import and the file alone, so that a merge that is done again does the same.
 */
export const nameSchemas: NameItems = (lists) => {
  const named = each(lists, (list) => list.map(schemaName))
  const clear = (names: string[]) => !names.includes('') && new Set(names).size === names.length
  if (clear(named.base) && clear(named.file)) return clear(named.mine) ? named : undefined
  const lengths = new Set([lists.mine.length, lists.file.length, ...(lists.base.length > 0 ? [lists.base.length] : [])])
  return lengths.size === 1 ? each(lists, (list) => list.map((_, index) => String(index))) : undefined
}

function schemaName(schema: Json): string {
  if (!isObject(schema)) return ''
  if (typeof schema.$ref === 'string') return schemaReferenceName(schema.$ref) ?? ''
  return typeof schema.title === 'string' ? schema.title : ''
}

function text(value: Json | JsonObject, member: string): string {
  const found = isObject(value) ? value[member] : undefined
  return typeof found === 'string' ? found : ''
}

function each<T, R>(sides: Sides<T>, make: (side: T) => R): Sides<R> {
  return { base: make(sides.base), mine: make(sides.mine), file: make(sides.file) }
}

function distinct(names: Sides<string[]>): Sides<string[]> | undefined {
  const clear = [names.base, names.mine, names.file].every((list) => new Set(list).size === list.length)
  return clear ? names : undefined
}
