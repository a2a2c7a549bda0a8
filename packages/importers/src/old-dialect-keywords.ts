import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext, Use } from './import-context.ts'
import { isObject, member } from './source-tree.ts'

/** How the translator reads a schema inside another, claiming its key. */
export type ReadInner = (container: JsonObject, key: string, value: Json, construct: string) => JsonSchema | undefined

/** Keywords that JSON Schema 2020-12 has under other names; true when `key` was one of them. */
export function readOldKeyword(
  ctx: ImportContext,
  source: JsonObject,
  key: string,
  out: JsonObject,
  use: Use,
  inner: ReadInner,
): boolean {
  const value = source[key] ?? null
  if (key === 'additionalItems') additionalItems(ctx, source, value, out, inner)
  else if (key === 'dependencies' && isObject(value)) dependencies(ctx, source, value, out, use, inner)
  else return false
  return true
}

/** What follows a list of `items`; until draft 2019-09 the word was another. */
function additionalItems(ctx: ImportContext, source: JsonObject, value: Json, out: JsonObject, inner: ReadInner): void {
  const construct = 'Schema keyword `additionalItems`'
  if (Array.isArray(member(source, 'items'))) {
    const schema = inner(source, 'additionalItems', value, construct)
    if (schema !== undefined) out.items = schema
  } else ctx.drop(source, 'additionalItems', construct, 'decides nothing unless `items` is a list')
}

/** `dependencies` became `dependentRequired` and `dependentSchemas`. */
function dependencies(
  ctx: ImportContext,
  source: JsonObject,
  value: JsonObject,
  out: JsonObject,
  use: Use,
  inner: ReadInner,
): void {
  const construct = 'Schema keyword `dependencies`'
  ctx.use(source, 'dependencies', use, construct)
  const [names, schemas]: [JsonObject, JsonObject] = [{}, {}]
  for (const [name, dependency] of Object.entries(value)) {
    if (Array.isArray(dependency)) {
      names[name] = dependency.filter((other) => typeof other === 'string')
      ctx.use(value, name, use, construct)
      continue
    }
    const schema = inner(value, name, dependency, construct)
    if (schema !== undefined) schemas[name] = schema
  }
  if (Object.keys(names).length > 0) out.dependentRequired = { ...(out.dependentRequired as JsonObject), ...names }
  if (Object.keys(schemas).length > 0) out.dependentSchemas = { ...(out.dependentSchemas as JsonObject), ...schemas }
}
