import type { JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { isUnsafeName, type RamlEntry, type RamlMap, textOf } from './raml-node.ts'
import { type JsonSchemaTexts, keywordName, type SchemaDocument } from './translate-json-schema.ts'

/** `items` and `additionalItems`: a list of schemas was `items` until draft 2019-09, what follows it `additionalItems`. */
export function readItems(
  schemas: JsonSchemaTexts,
  holder: RamlMap,
  entry: RamlEntry,
  out: JsonObject,
  document: SchemaDocument,
  use: Use,
): void {
  schemas.ctx.use(entry, use, keywordName(entry))
  const more = holder.entries.get('additionalItems')
  if (entry.value.kind !== 'list') {
    out.items = schemas.schema(entry.value, document, use)
    if (more) schemas.ctx.drop(more, keywordName(more), 'decides nothing unless `items` is a list')
    return
  }
  out.prefixItems = entry.value.items.map((item) => schemas.schema(item, document, use))
  if (more === undefined) return
  schemas.ctx.use(more, use, keywordName(more))
  out.items = schemas.schema(more.value, document, use)
}

/** `dependencies` became `dependentRequired` and `dependentSchemas`; one name was allowed in place of a list. */
export function readDependencies(
  schemas: JsonSchemaTexts,
  entry: RamlEntry,
  out: JsonObject,
  document: SchemaDocument,
  use: Use,
): void {
  if (entry.value.kind !== 'map') {
    schemas.ctx.drop(entry, keywordName(entry), 'must be an object')
    return
  }
  schemas.ctx.use(entry, use, keywordName(entry))
  const required: JsonObject = {}
  const dependent: JsonObject = {}
  for (const inner of entry.value.entries.values()) {
    if (isUnsafeName(inner.key)) continue
    schemas.ctx.use(inner, use, keywordName(entry))
    const { value } = inner
    const name = textOf(value)
    if (value.kind === 'list') required[inner.key] = value.items.map(textOf).filter((text) => text !== undefined)
    else if (name !== undefined) required[inner.key] = [name]
    else dependent[inner.key] = schemas.schema(value, document, use)
  }
  if (Object.keys(required).length > 0) out.dependentRequired = required
  if (Object.keys(dependent).length > 0) out.dependentSchemas = dependent
}
