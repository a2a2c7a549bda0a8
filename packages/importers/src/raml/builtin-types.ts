import type { JsonObject } from '@gatehouse/contracts/json'

/** `partial-time` of RFC 3339 §5.6: RAML's `time-only` and the second half of `datetime-only` carry no zone. */
const time = '([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?'
const date = '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'

/** `IMF-fixdate` of RFC 9110 §5.6.7, what RAML calls `rfc2616`. */
export const httpDate: JsonObject = {
  type: 'string',
  pattern:
    '^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} ([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60) GMT$',
}

/** A fresh schema of a built-in type of RAML; undefined for other names. */
export function builtinType(name: string, version: '0.8' | '1.0'): JsonObject | undefined {
  const shared: Record<string, JsonObject> = {
    string: { type: 'string' },
    number: { type: 'number' },
    integer: { type: 'integer' },
    boolean: { type: 'boolean' },
    file: { type: 'string', format: 'binary' },
  }
  const of08: Record<string, JsonObject> = { date: httpDate }
  const of10: Record<string, JsonObject> = {
    any: {},
    nil: { type: 'null' },
    null: { type: 'null' },
    object: { type: 'object' },
    array: { type: 'array' },
    'date-only': { type: 'string', format: 'date' },
    'time-only': { type: 'string', pattern: `^${time}$` },
    'datetime-only': { type: 'string', pattern: `^${date}T${time}$` },
    datetime: { type: 'string', format: 'date-time' },
  }
  const table = { ...shared, ...(version === '0.8' ? of08 : of10) }
  return Object.hasOwn(table, name) ? { ...table[name] } : undefined
}

/** What the number formats of RAML mean; `int` is 32 bits wide, `long` 64. */
export function numberFormat(format: string): JsonObject | undefined {
  switch (format) {
    case 'int8':
      return { type: 'integer', minimum: -128, maximum: 127 }
    case 'int16':
      return { type: 'integer', minimum: -32_768, maximum: 32_767 }
    case 'int32':
    case 'int':
      return { type: 'integer', format: 'int32' }
    case 'int64':
    case 'long':
      return { type: 'integer', format: 'int64' }
    case 'float':
    case 'double':
      return { format }
    default:
      return undefined
  }
}
