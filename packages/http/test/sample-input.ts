import type { Endpoint } from '@gatehouse/contracts/endpoint'
import { z } from 'zod'

type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  pattern?: string
  format?: string
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
  minItems?: number
  items?: Schema
  required?: string[]
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

/** The smallest input that an endpoint's schemas accept, with ids of nothing: so a use case gets as far as asking who may. */
export function sampleInput(endpoint: Endpoint): Record<string, unknown> {
  const parts = [endpoint.body, endpoint.query, endpoint.params].map((schema) => {
    const sample = sampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
    const parsed = schema.safeParse(sample)
    return (parsed.success ? parsed.data : sample) as Record<string, unknown>
  })
  return Object.assign({}, ...parts)
}

function sampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default
  if (schema.examples) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (choice) return sampleOf(choice)
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1
    case 'boolean':
      return false
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}))
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
      )
    default:
      return null
  }
}

function textOf(schema: Schema): string {
  const prefix = /^\^([a-z]+_)\[0-9a-f\]\{32\}\$$/.exec(schema.pattern ?? '')?.[1]
  if (prefix) return prefix + '0'.repeat(32)
  if (/^\^(\\d|\[[01]-9\])/.test(schema.pattern ?? '')) return '1'
  if (schema.format === 'date-time') return '2030-01-01T00:00:00Z'
  if (schema.format === 'uri') return 'https://example.com'
  if (schema.format === 'email') return 'a@example.com'
  return 'sample'.padEnd(schema.minLength ?? 0, 'x')
}
