import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { type ChangeList, pointerToken, same } from './change-list.ts'

type Schemas = Record<string, JsonSchema>

/** `request`: callers send it, so narrowing breaks them. `response`: callers read it, so removing or widening may. */
export type SchemaUse = {
  direction: 'request' | 'response'
  /** How the place is called in sentences: `Query parameter \`status\``, `The body`. */
  subject: string
  before: Schemas
  after: Schemas
}

const texts = new Set([
  'title',
  'description',
  'example',
  'examples',
  'default',
  '$comment',
  'deprecated',
  'externalDocs',
])
const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const
const deepest = 24

/** Says what changed between two schemas of the same place. Recursive types end where both sides were compared before. */
export function describeSchema(
  list: ChangeList,
  use: SchemaUse,
  before: JsonSchema | undefined,
  after: JsonSchema | undefined,
  at: string,
  seen: ReadonlySet<string> = new Set(),
): void {
  const a = resolve(before, use.before)
  const b = resolve(after, use.after)
  const pair = `${a.name ?? ''}→${b.name ?? ''}`
  if ((a.name !== undefined || b.name !== undefined) && seen.has(pair)) return
  if (seen.size > deepest) return
  const inside = a.name === undefined && b.name === undefined ? seen : new Set([...seen, pair])
  // Equal text says nothing where it refers to something that may differ.
  if (same(a.schema, b.schema) && !mentionsReference(a.schema)) return
  const left = asObject(a.schema)
  const right = asObject(b.schema)
  const say = (severity: 'breaking' | 'risky' | 'safe', what: string, keyword: string) =>
    list.add({
      severity,
      group: 'contract',
      sentence: `${use.subject} ${what}`,
      at: `${at}${keyword === '' ? '' : `/${keyword}`}`,
      before: keyword === '' ? a.schema : left[keyword],
      after: keyword === '' ? b.schema : right[keyword],
    })
  const narrowed = use.direction === 'request' ? 'breaking' : 'safe'
  const widened = use.direction === 'request' ? 'safe' : 'risky'

  describeType(left, right, narrowed, widened, say)
  describeEnum(left, right, narrowed, widened, say)
  describeBounds(left, right, narrowed, widened, say)
  const handled = new Set<string>(['type', 'enum', 'properties', 'required', 'items', ...lowerBounds, ...upperBounds])
  for (const keyword of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (handled.has(keyword) || texts.has(keyword) || same(left[keyword], right[keyword])) continue
    if (left[keyword] === undefined)
      say(use.direction === 'request' ? 'breaking' : 'safe', `has the new rule \`${keyword}\`.`, keyword)
    else if (right[keyword] === undefined) say(widened, `no longer has the rule \`${keyword}\`.`, keyword)
    else say('risky', `has another \`${keyword}\`.`, keyword)
  }
  describeProperties(list, use, left, right, at, inside)
  if (left.items !== undefined || right.items !== undefined) {
    describeSchema(
      list,
      { ...use, subject: `${use.subject}, in each item,` },
      left.items as JsonSchema | undefined,
      right.items as JsonSchema | undefined,
      `${at}/items`,
      inside,
    )
  }
}

type Say = (severity: 'breaking' | 'risky' | 'safe', what: string, keyword: string) => void
type Severity = 'breaking' | 'risky' | 'safe'

function describeType(left: JsonObject, right: JsonObject, narrowed: Severity, widened: Severity, say: Say): void {
  if (same(left.type, right.type)) return
  const before = typeList(left.type)
  const after = typeList(right.type)
  const covers = (wide: string[], tight: string[]) =>
    wide.length === 0 ||
    (tight.length > 0 && tight.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number'))))
  const words = `is ${phrase(after)} instead of ${phrase(before)}.`
  if (covers(after, before)) say(widened, words, 'type')
  else if (covers(before, after)) say(narrowed, words, 'type')
  else say('breaking', words, 'type')
}

function describeEnum(left: JsonObject, right: JsonObject, narrowed: Severity, widened: Severity, say: Say): void {
  if (same(left.enum, right.enum)) return
  const before = Array.isArray(left.enum) ? left.enum : undefined
  const after = Array.isArray(right.enum) ? right.enum : undefined
  if (!before || !after) {
    if (after) say(narrowed, `takes only ${shown(after)}.`, 'enum')
    else say(widened, 'takes other values than the listed ones, too.', 'enum')
    return
  }
  const gone = before.filter((value) => !after.some((other) => same(value, other)))
  const added = after.filter((value) => !before.some((other) => same(value, other)))
  if (gone.length > 0) say(narrowed, `no longer has ${shown(gone)}.`, 'enum')
  if (added.length > 0) say(widened, `also has ${shown(added)}.`, 'enum')
}

function describeBounds(left: JsonObject, right: JsonObject, narrowed: Severity, widened: Severity, say: Say): void {
  const compare = (keywords: readonly string[], tighter: (before: number, after: number) => boolean) => {
    for (const keyword of keywords) {
      const before = left[keyword]
      const after = right[keyword]
      if (same(before, after)) continue
      if (typeof after !== 'number') say(widened, `has no \`${keyword}\` any more.`, keyword)
      else if (typeof before !== 'number') say(narrowed, `has the new \`${keyword}\` ${after}.`, keyword)
      else
        say(tighter(before, after) ? narrowed : widened, `has \`${keyword}\` ${after} instead of ${before}.`, keyword)
    }
  }
  compare(lowerBounds, (before, after) => after > before)
  compare(upperBounds, (before, after) => after < before)
}

function describeProperties(
  list: ChangeList,
  use: SchemaUse,
  left: JsonObject,
  right: JsonObject,
  at: string,
  seen: ReadonlySet<string>,
): void {
  const before = asObject(left.properties as JsonSchema | undefined)
  const after = asObject(right.properties as JsonSchema | undefined)
  const wasRequired = new Set(Array.isArray(left.required) ? left.required : [])
  const isRequired = new Set(Array.isArray(right.required) ? right.required : [])
  const add = (severity: Severity, sentence: string, name: string) =>
    list.add({
      severity,
      group: 'contract',
      sentence: `${use.subject} ${sentence}`,
      at: `${at}/properties/${pointerToken(name)}`,
      before: before[name],
      after: after[name],
    })
  const request = use.direction === 'request'
  for (const name of new Set(
    [...Object.keys(before), ...Object.keys(after), ...isRequired, ...wasRequired].map(String),
  )) {
    const property = `\`${name}\``
    if (!(name in before) && name in after) {
      if (request && isRequired.has(name)) add('breaking', `must have the new property ${property}.`, name)
      else add('safe', `has the new property ${property}.`, name)
      continue
    }
    if (name in before && !(name in after)) {
      if (request)
        add(
          right.additionalProperties === false ? 'breaking' : 'risky',
          `no longer describes the property ${property}.`,
          name,
        )
      else add('breaking', `no longer has the property ${property}; callers may read it.`, name)
      continue
    }
    if (wasRequired.has(name) !== isRequired.has(name)) {
      const now = isRequired.has(name)
      if (request)
        add(
          now ? 'breaking' : 'safe',
          now ? `must have the property ${property} now.` : `may leave out the property ${property} now.`,
          name,
        )
      else
        add(
          now ? 'safe' : 'risky',
          now
            ? `always has the property ${property} now.`
            : `may lack the property ${property} now; callers may read it.`,
          name,
        )
    }
    describeSchema(
      list,
      { ...use, subject: `${use.subject}, property ${property},` },
      before[name] as JsonSchema | undefined,
      after[name] as JsonSchema | undefined,
      `${at}/properties/${pointerToken(name)}`,
      seen,
    )
  }
}

function resolve(schema: JsonSchema | undefined, schemas: Schemas): { name?: string; schema: JsonSchema | undefined } {
  let current = schema
  let name: string | undefined
  for (let hops = 0; hops < 16 && typeof current === 'object' && typeof current.$ref === 'string'; hops += 1) {
    const target = schemaReferenceName(current.$ref)
    if (target === undefined || !(target in schemas)) break
    name = target
    current = schemas[target]
  }
  return { ...(name === undefined ? {} : { name }), schema: current }
}

function mentionsReference(schema: JsonSchema | undefined): boolean {
  return typeof schema === 'object' && JSON.stringify(schema).includes('"$ref"')
}

function asObject(schema: JsonSchema | undefined): JsonObject {
  return typeof schema === 'object' ? schema : {}
}

function typeList(type: Json | undefined): string[] {
  if (typeof type === 'string') return [type]
  return Array.isArray(type) ? type.map(String) : []
}

function phrase(types: string[]): string {
  return types.length === 0 ? 'any type' : types.join(' or ')
}

function shown(values: readonly Json[]): string {
  const texts = values.slice(0, 5).map((value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``)
  return values.length > 5 ? `${texts.join(', ')} and ${values.length - 5} more` : texts.join(', ')
}
