import { policyDefinitions } from '@gatehouse/policies/definitions'
import { z } from 'zod'
import { code, page, table } from './markdown.ts'

type Schema = {
  type?: string
  description?: string
  default?: unknown
  pattern?: string
  minimum?: number
  exclusiveMinimum?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

const phases = {
  ip: 'ip (before anything is looked up for a guardrail, after the route for an operation)',
  access: 'access (in the authorize step, once the subscription is known)',
  'rate-limit': 'rate-limit',
  transform: 'transform (on the way to the backend; those of guardrails last)',
  floor: 'none: it acts while the snapshot is built',
}

export function policiesPage(): string {
  return page(
    'Policies',
    '`packages/policies/src/policies/*/definition.ts`',
    'A policy acts on traffic in its phase. It is used by an operation or, as a guardrail, by everything on a stage; guardrails run first. Options are checked when a snapshot is built: what is wrong is a deploy problem.',
    ...Object.values(policyDefinitions).flatMap(({ name, title, description, phase, options, secrets }) => {
      const schema = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }) as Schema
      return [
        `## ${title} (${code(name)})`,
        [description, schema.description].filter(Boolean).join(' '),
        `Phase: ${phases[phase]}.${secrets.length === 0 ? '' : ` May hold secrets: ${secrets.map(code).join(', ')}.`}`,
        table(['Option', 'Type', 'Required', 'Default', 'Meaning'], optionRows(schema, '')),
      ]
    }),
  )
}

function optionRows(schema: Schema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const required = (schema.required ?? []).includes(name)
    const row = [
      code(`${prefix}${name}`),
      typeText(member),
      required ? 'yes' : 'no',
      member.default === undefined ? '' : code(JSON.stringify(member.default)),
      member.description ?? '',
    ]
    const inner = member.type === 'array' ? member.items : member
    return [row, ...optionRows(inner ?? {}, `${prefix}${name}${member.type === 'array' ? '[].' : '.'}`)]
  })
}

function typeText(schema: Schema): string {
  if (schema.type === 'array') return `list of ${schema.items?.type ?? 'any'}`
  const lowest = schema.exclusiveMinimum === 0 ? ' > 0' : schema.minimum === undefined ? '' : ` ≥ ${schema.minimum}`
  // Patterns of dates and the like are for machines.
  const pattern = schema.pattern !== undefined && schema.pattern.length < 80 ? ` matching ${code(schema.pattern)}` : ''
  return `${schema.type ?? 'any'}${lowest}${pattern}`
}
