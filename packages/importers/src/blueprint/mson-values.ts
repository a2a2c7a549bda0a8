import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../source-tree.ts'
import { type MsonExpression, plain, splitList } from './mson-expression.ts'

export type MsonKind = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'enum'

/** A value as MSON writes it, in the type that it has. */
export function msonValue(text: string, type: Json | undefined): Json {
  if (type === 'number' || type === 'integer') {
    const number = Number(text)
    return text.trim() !== '' && Number.isFinite(number) ? number : text
  }
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  return text
}

/** Values of a list, each in the type of its items. */
export function msonValues(texts: readonly string[], items: Json | undefined): Json[] {
  const type = isObject(items) ? items.type : undefined
  return texts.map((text) => msonValue(text, type))
}

/** What the value on the line of a member says: an example, or the only one when it is fixed, or the default. */
export function applyValue(schema: JsonObject, kind: MsonKind, expression: MsonExpression): void {
  const { attributes, values, value } = expression
  if (value === undefined) return
  const given = kind === 'array' ? msonValues(values, schema.items) : msonValue(value, schema.type)
  if (kind === 'enum') {
    if (attributes.has('default')) schema.default = given
    else schema.examples = [given]
  } else if (attributes.has('fixed')) schema.const = given
  else if (attributes.has('default')) schema.default = given
  else schema.examples = [given]
}

/** `Default: 20`, `Sample: a, b`: what follows the word. */
export function applySection(
  schema: JsonObject,
  kind: MsonKind,
  word: 'default' | 'sample',
  texts: readonly string[],
): void {
  const [first] = texts
  if (first === undefined) return
  const list = texts.length > 1 ? [...texts] : splitList(first).map(plain)
  const value = kind === 'array' ? msonValues(list, schema.items) : msonValue(plain(first), schema.type)
  if (word === 'default') schema.default = value
  else schema.examples = [...(Array.isArray(schema.examples) ? schema.examples : []), value]
}

/** The same schema, or null. */
export function nullable(schema: JsonObject): JsonObject {
  if (typeof schema.type === 'string' && schema.const === undefined)
    return {
      ...schema,
      type: [schema.type, 'null'],
      ...(Array.isArray(schema.enum) && { enum: [...schema.enum, null] }),
    }
  const { description, ...rest } = schema
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] }
}
