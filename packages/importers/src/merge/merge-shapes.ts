import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../source-tree.ts'
import { nameEach, nameOperations, nameParameters, nameSchemas } from './list-identities.ts'

/** The same place in the last import, in the working copy and in the new file. */
export interface Sides<T = Json | undefined> {
  base: T
  mine: T
  file: T
}

/** A name for each item of each list, the same for what is the same item; undefined: the lists are only comparable as a whole. */
export type NameItems = (lists: Sides<Json[]>, owners: Sides<JsonObject>) => Sides<string[]> | undefined

/** How a part of a description is merged. */
export type Shape =
  /** As a whole: two different edits are a conflict. */
  | { kind: 'value' }
  /** As a whole, and never a conflict: it follows from another part. */
  | { kind: 'follower' }
  /** Values without order: what either side added or removed holds. */
  | { kind: 'set' }
  /** `open`: gone into even where only one side changed, so that each decision names a part. */
  | { kind: 'record'; members: Readonly<Record<string, Shape>>; open?: true }
  | { kind: 'map'; item: Shape; open?: true }
  | { kind: 'list'; names: NameItems; item: Shape; open?: true }
  | { kind: 'schema' }

const value: Shape = { kind: 'value' }
const schema: Shape = { kind: 'schema' }
const schemaMap: Shape = { kind: 'map', item: schema }
const schemaList: Shape = { kind: 'list', names: nameSchemas, item: schema }
const mediaTypes: Shape = {
  kind: 'map',
  item: { kind: 'record', members: { schema, encoding: { kind: 'map', item: value } } },
}

/** Members of a JSON Schema that hold schemas or sets; every other keyword is one value. */
const schemaMembers: Readonly<Record<string, Shape>> = {
  properties: schemaMap,
  patternProperties: schemaMap,
  dependentSchemas: schemaMap,
  $defs: schemaMap,
  items: schema,
  additionalProperties: schema,
  propertyNames: schema,
  contains: schema,
  unevaluatedProperties: schema,
  unevaluatedItems: schema,
  not: schema,
  if: schema,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in a table that nobody awaits
  then: schema,
  else: schema,
  allOf: schemaList,
  anyOf: schemaList,
  oneOf: schemaList,
  prefixItems: schemaList,
  required: { kind: 'set' },
  enum: { kind: 'set' },
}

/** The shape of one member of a JSON Schema. */
export function schemaMember(keyword: string): Shape {
  return (Object.hasOwn(schemaMembers, keyword) ? schemaMembers[keyword] : undefined) ?? value
}

const parameter: Shape = { kind: 'record', members: { name: { kind: 'follower' }, schema, content: mediaTypes } }

const response: Shape = {
  kind: 'record',
  members: {
    headers: { kind: 'map', item: { kind: 'record', members: { schema } } },
    content: mediaTypes,
  },
}

const operation: Shape = {
  kind: 'record',
  members: {
    tags: { kind: 'set' },
    parameters: { kind: 'list', names: nameParameters, item: parameter },
    requestBody: { kind: 'record', members: { content: mediaTypes } },
    responses: { kind: 'map', item: response },
  },
}

/** An `ApiDescription`, part by part. */
export const descriptionShape: Shape = {
  kind: 'record',
  open: true,
  members: {
    servers: { kind: 'list', names: nameEach('url'), item: { kind: 'record', members: {} }, open: true },
    tags: { kind: 'list', names: nameEach('name'), item: { kind: 'record', members: {} }, open: true },
    securitySchemes: { kind: 'map', item: value, open: true },
    operations: { kind: 'list', names: nameOperations, item: operation, open: true },
    schemas: { kind: 'map', item: schema, open: true },
  },
}

/** The same objects on all sides, an absent one as empty; undefined where a side is something else. */
export function asObjects({ base, mine, file }: Sides): Sides<JsonObject> | undefined {
  const objects = [base ?? {}, mine ?? {}, file ?? {}]
  const [first, second, third] = objects.filter(isObject)
  return first && second && third && { base: first, mine: second, file: third }
}

/** The same for lists. */
export function asLists({ base, mine, file }: Sides): Sides<Json[]> | undefined {
  const lists = [base ?? [], mine ?? [], file ?? []]
  const [first, second, third] = lists.filter(Array.isArray)
  return first && second && third && { base: first, mine: second, file: third }
}
