import { type ApiDescription, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import { isObject } from '../source-tree.ts'

export interface Restored {
  kind: 'schema' | 'security scheme'
  name: string
}

/**
 * One side removed a shared schema or security scheme, the other refers to it from a part that stays: then it stays, too. What a
 * side itself refers to without having it is not our doing and is left alone. Changes `merged`; answers what was put back, by name.
 */
export function restoreReferred(merged: ApiDescription, mine: ApiDescription, file: ApiDescription): Restored[] {
  const restored: Restored[] = []
  const loose = new Set([...danglingSchemas(mine), ...danglingSchemas(file)])
  for (;;) {
    const missing = [...danglingSchemas(merged)].filter((name) => !loose.has(name)).sort()
    const found = missing.filter((name) => put(merged.schemas, file.schemas, mine.schemas, name))
    restored.push(...found.map((name) => ({ kind: 'schema' as const, name })))
    if (found.length === 0) break
  }
  const looseSchemes = new Set([...danglingSchemes(mine), ...danglingSchemes(file)])
  for (const name of [...danglingSchemes(merged)].filter((one) => !looseSchemes.has(one)).sort()) {
    if (put(merged.securitySchemes, file.securitySchemes, mine.securitySchemes, name))
      restored.push({ kind: 'security scheme', name })
  }
  return restored
}

function put<T>(into: Record<string, T>, file: Record<string, T>, mine: Record<string, T>, name: string): boolean {
  const source = [file, mine].find((side) => Object.hasOwn(side, name))
  const value = source?.[name]
  if (value === undefined) return false
  into[name] = value
  return true
}

function danglingSchemas(description: ApiDescription): Set<string> {
  const names = new Set<string>()
  collect(description.operations as unknown as Json, names)
  collect(description.schemas, names)
  for (const name of names) if (Object.hasOwn(description.schemas, name)) names.delete(name)
  return names
}

function collect(value: Json, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const inner of value) collect(inner, names)
    return
  }
  if (!isObject(value)) return
  for (const [key, inner] of Object.entries(value)) {
    const name = key === '$ref' && typeof inner === 'string' ? schemaReferenceName(inner) : undefined
    if (name !== undefined) names.add(name)
    else if (inner !== undefined) collect(inner, names)
  }
}

function danglingSchemes({ operations, securitySchemes }: ApiDescription): Set<string> {
  const names = operations.flatMap(({ security }) => security.flatMap((requirement) => Object.keys(requirement)))
  return new Set(names.filter((name) => !Object.hasOwn(securitySchemes, name)))
}
