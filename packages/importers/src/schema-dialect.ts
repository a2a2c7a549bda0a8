import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { Use } from './import-context.ts'
import { isObject, member } from './source-tree.ts'

/** Dialects of JSON Schema as far as their keywords differ: `modern` is 2019-09 and 2020-12. */
export type SchemaDialect = 'draft-4' | 'draft-7' | 'modern'

/** What `$schema` or `jsonSchemaDialect` names; undefined where it names none that is known. */
export function dialectNamed(value: Json | undefined): SchemaDialect | undefined {
  if (typeof value !== 'string') return undefined
  if (/\/draft-0?[34]\//.test(value)) return 'draft-4'
  if (/\/draft-0?[67]\//.test(value)) return 'draft-7'
  return /\/draft\/20\d\d-\d\d\//.test(value) || value.includes('spec.openapis.org') ? 'modern' : undefined
}

/** The identity of a schema as its dialect writes it; before 2019-09 nothing beside `$ref` counts. */
export function identityOf(schema: Json, dialect: SchemaDialect): string | undefined {
  if (!isObject(schema)) return undefined
  if (dialect !== 'modern' && typeof member(schema, '$ref') === 'string') return undefined
  const id = member(schema, dialect === 'draft-4' ? 'id' : '$id')
  return typeof id === 'string' ? id : undefined
}

/** Where a schema stands while it is translated. */
export interface Place {
  use: Use
  /** The nearest schema with an identity, else the document: what `#/…` counts from. */
  resource: Json
  dialect: SchemaDialect
}

/** The place inside a schema that may name itself or its dialect. */
export function enterSchema(schema: JsonObject, place: Place): Place {
  const dialect = dialectNamed(member(schema, '$schema')) ?? place.dialect
  const id = identityOf(schema, dialect)
  return id === undefined || id.startsWith('#') ? { ...place, dialect } : { ...place, dialect, resource: schema }
}
