import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { SchemaError } from '../snapshot/validators.ts'

export const maxFindings = 20
const textLimit = 120

function cut(text: string): string {
  return text.length <= textLimit ? text : `${text.slice(0, textLimit - 1)}…`
}

/** Type and size of a value, never the value: findings go into answers and logs. */
export function masked(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string')
    return value.length === 1 ? 'string of 1 character' : `string of ${value.length} characters`
  if (Array.isArray(value)) return value.length === 1 ? 'array of 1 item' : `array of ${value.length} items`
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** A short plain word where a list of such words is expected: in clear, so that a typing error is seen. */
function maskedForEnum(value: unknown): string {
  return typeof value === 'string' && /^[\w.-]{1,24}$/.test(value) ? JSON.stringify(value) : masked(value)
}

/** What a rule asks for, in few words; `params` are ajv's. */
export function expectedOf(keyword: string, params: Record<string, unknown>): string {
  const { limit } = params
  switch (keyword) {
    case 'type':
      return cut(String(params.type).replaceAll(',', ' or '))
    case 'enum':
      return cut(`one of ${(params.allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`)
    case 'const':
      return cut(JSON.stringify(params.allowedValue))
    case 'minLength':
      return `at least ${limit} characters`
    case 'maxLength':
      return `at most ${limit} characters`
    case 'minItems':
      return `at least ${limit} items`
    case 'maxItems':
      return `at most ${limit} items`
    case 'minProperties':
      return `at least ${limit} properties`
    case 'maxProperties':
      return `at most ${limit} properties`
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `${params.comparison} ${limit}`
    case 'multipleOf':
      return `multiple of ${params.multipleOf}`
    case 'pattern':
      return cut(`match of ${params.pattern}`)
    case 'format':
      return `format ${params.format}`
    case 'required':
    case 'dependentRequired':
      return cut(`property ${JSON.stringify(params.missingProperty)}`)
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'no such property'
    case 'uniqueItems':
      return 'all items different'
    case 'oneOf':
      return params.passingSchemas ? 'exactly one alternative, more match' : 'exactly one alternative, none matches'
    case 'anyOf':
      return 'one of the alternatives, none matches'
    case 'not':
      return 'anything but this'
    case 'false schema':
      return 'nothing here'
    default:
      return keyword
  }
}

/** Ajv's errors as findings, each once. `prefix` goes before each pointer: `/name` for a parameter, empty for a body. */
export function findingsOf(
  where: ValidationFinding['in'],
  prefix: string,
  errors: readonly SchemaError[],
  value: unknown,
): ValidationFinding[] {
  const found: ValidationFinding[] = []
  const told = new Set<string>()
  for (const { instancePath, keyword, params } of errors) {
    if (found.length === maxFindings) break
    // What stands behind it has told what is wrong.
    if (keyword === 'if') continue
    const extra = params.additionalProperty ?? params.unevaluatedProperty
    const pointer = `${prefix}${instancePath}${typeof extra === 'string' ? `/${escapePointer(extra)}` : ''}`
    const finding: ValidationFinding = {
      in: where,
      pointer: pointerCut(pointer),
      rule: keyword,
      expected: expectedOf(keyword, params),
    }
    // Schemas that share a part say the same of it.
    const same = `${finding.rule} ${finding.pointer} ${finding.expected}`
    if (told.has(same)) continue
    told.add(same)
    if (keyword !== 'required') {
      const got = valueAt(value, instancePath)
      finding.got = keyword === 'enum' ? maskedForEnum(got) : masked(got)
    }
    found.push(finding)
  }
  return found
}

export function finding(
  where: ValidationFinding['in'],
  pointer: string,
  rule: string,
  expected: string,
  got?: unknown,
): ValidationFinding {
  const base = { in: where, pointer: pointerCut(pointer), rule, expected }
  return got === undefined ? base : { ...base, got: rule === 'enum' ? maskedForEnum(got) : masked(got) }
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Keys of a body are the client's text: bounded. */
function pointerCut(pointer: string): string {
  return pointer.length <= 256 ? pointer : `${pointer.slice(0, 255)}…`
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value
  for (const step of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    at = Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined
  }
  return at
}
