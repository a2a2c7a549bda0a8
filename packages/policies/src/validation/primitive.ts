import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import type { SchemaError } from '../snapshot/validators.ts'
import { integerOf, numberOf } from './coerce.ts'
import { numberFormatChecks, stringFormatChecks } from './formats.ts'
import { validatorRuntime } from './runtime.ts'
import { annotations, resolveSchema } from './schema-shape.ts'

/**
 * Judges the text of a parameter whose schema is one plain type with plain rules, without generated code: most parameters are like
 * that. `explain` is called only after `check` said no. Gives ajv's verdict and errors (proved by a property test).
 */
export type PrimitiveCheck = {
  check(text: string): boolean
  explain(text: string): { errors: SchemaError[]; value: unknown }
}

type Rule<V> = { keyword: string; params: Record<string, unknown>; holds: (value: V) => boolean }

const stringKeywords = new Set(['type', 'enum', 'const', 'minLength', 'maxLength', 'pattern', 'format'])
const numberKeywords = new Set([
  'type',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'format',
])
const booleanKeywords = new Set(['type', 'enum', 'const'])

/** A check for the schema, or null when it needs the general way. */
export function compilePrimitive(
  source: JsonSchema | undefined,
  shared: Readonly<Record<string, JsonSchema>>,
): PrimitiveCheck | null {
  const schema = resolveSchema(source, shared)
  if (schema === undefined) return null
  const { type } = schema
  const keywords =
    type === 'string'
      ? stringKeywords
      : type === 'integer' || type === 'number'
        ? numberKeywords
        : type === 'boolean'
          ? booleanKeywords
          : null
  if (keywords === null) return null
  for (const key of Object.keys(schema)) {
    if (!keywords.has(key) && !annotations.has(key) && !key.startsWith('x-')) return null
  }
  if (type === 'string') return checkOf('string', (text) => text, stringRules(schema))
  if (type === 'boolean') {
    return checkOf(
      'boolean',
      (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
      valueRules(schema),
    )
  }
  return type === 'integer'
    ? checkOf('integer', integerOf, numberRules(schema))
    : checkOf('number', numberOf, numberRules(schema))
}

function checkOf<V>(type: string, parse: (text: string) => V | undefined, rules: Rule<V>[]): PrimitiveCheck {
  const holds = rules.map((rule) => rule.holds)
  return {
    check(text) {
      const value = parse(text)
      if (value === undefined) return false
      for (const rule of holds) if (!rule(value)) return false
      return true
    },
    explain(text) {
      const value = parse(text)
      if (value === undefined) {
        return { errors: [{ instancePath: '', keyword: 'type', params: { type } }], value: text }
      }
      const broken = rules.filter((rule) => !rule.holds(value))
      return { errors: broken.map(({ keyword, params }) => ({ instancePath: '', keyword, params })), value }
    },
  }
}

type Schema = Record<string, unknown>

function valueRules<V>(schema: Schema): Rule<V>[] {
  const rules: Rule<V>[] = []
  if (Array.isArray(schema.enum)) {
    const allowed = new Set(schema.enum)
    rules.push({ keyword: 'enum', params: { allowedValues: schema.enum }, holds: (value) => allowed.has(value) })
  }
  if (schema.const !== undefined) {
    const wanted = schema.const
    rules.push({ keyword: 'const', params: { allowedValue: wanted }, holds: (value) => value === wanted })
  }
  return rules
}

function stringRules(schema: Schema): Rule<string>[] {
  const rules = valueRules<string>(schema)
  const { minLength, maxLength, pattern, format } = schema
  // A text has at most as many characters as code units, and at least half as many.
  if (typeof maxLength === 'number') {
    const holds = (value: string) => value.length <= maxLength || validatorRuntime.length(value) <= maxLength
    rules.push({ keyword: 'maxLength', params: { limit: maxLength }, holds })
  }
  if (typeof minLength === 'number') {
    const holds = (value: string) => value.length >= minLength && validatorRuntime.length(value) >= minLength
    rules.push({ keyword: 'minLength', params: { limit: minLength }, holds })
  }
  const compiled = typeof pattern === 'string' ? compilePattern(pattern) : null
  if (compiled !== null) rules.push({ keyword: 'pattern', params: { pattern }, holds: (value) => compiled.test(value) })
  if (typeof format === 'string' && Object.hasOwn(stringFormatChecks, format)) {
    const judge = stringFormatChecks[format]
    if (judge !== undefined) rules.push({ keyword: 'format', params: { format }, holds: judge })
  }
  return rules
}

function numberRules(schema: Schema): Rule<number>[] {
  const rules = valueRules<number>(schema)
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema
  const add = (keyword: string, comparison: string, limit: number, holds: (value: number) => boolean) =>
    rules.push({ keyword, params: { comparison, limit }, holds })
  if (typeof minimum === 'number') add('minimum', '>=', minimum, (value) => value >= minimum)
  if (typeof maximum === 'number') add('maximum', '<=', maximum, (value) => value <= maximum)
  if (typeof exclusiveMinimum === 'number') {
    add('exclusiveMinimum', '>', exclusiveMinimum, (value) => value > exclusiveMinimum)
  }
  if (typeof exclusiveMaximum === 'number') {
    add('exclusiveMaximum', '<', exclusiveMaximum, (value) => value < exclusiveMaximum)
  }
  if (typeof multipleOf === 'number') {
    // Ajv's own arithmetic, so that both say the same of 0.3 and 0.1.
    const holds = (value: number) => value / multipleOf === Number.parseInt(String(value / multipleOf), 10)
    rules.push({ keyword: 'multipleOf', params: { multipleOf }, holds })
  }
  if (typeof format === 'string' && Object.hasOwn(numberFormatChecks, format)) {
    const judge = numberFormatChecks[format]
    if (judge !== undefined) rules.push({ keyword: 'format', params: { format }, holds: judge })
  }
  return rules
}
