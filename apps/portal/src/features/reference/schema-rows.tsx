import type { JsonObject } from '@gatehouse/contracts/json'
import type { SchemaRow } from '@gatehouse/ui/schema-tree'
import type { ReactNode } from 'react'
import { Markdown } from '../../components/markdown.tsx'
import {
  alternativesOf,
  asSchema,
  flatten,
  isObject,
  limitWords,
  type Schema,
  type Schemas,
  typesOf,
  typeWords,
} from './json-schema.ts'

export type RowBudget = { left: number }

type Options = { schemas: Schemas; direction: 'request' | 'response'; budget: RowBudget; depth?: number }

/** As deep as a reader follows; what lies below is named by its type. */
const deepest = 5

/** Rows of an object's properties, required ones first. Stops where the page's budget of rows is spent. */
export function schemaRows(given: Schema, prefix: string, options: Options): SchemaRow[] {
  const { schemas, direction, budget, depth = 0 } = options
  if (depth > deepest || budget.left <= 0) return []
  const { schema } = flatten(given, schemas)
  const inner = { ...options, depth: depth + 1 }
  if (typesOf(schema).includes('array')) return schemaRows(asSchema(schema.items) ?? true, `${prefix}-items`, options)
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const named = Object.entries(isObject(schema.properties) ? schema.properties : {})
  const ordered = [...named.filter(([name]) => required.has(name)), ...named.filter(([name]) => !required.has(name))]
  const rows: SchemaRow[] = []
  for (const [name, value] of ordered) {
    const property = asSchema(value)
    if (property === undefined) continue
    const flat = flatten(property, schemas).schema
    if (direction === 'request' ? flat.readOnly === true : flat.writeOnly === true) continue
    if (budget.left <= 0) break
    budget.left -= 1
    rows.push(propertyRow(name, property, `${prefix}-${anchor(name)}`, required.has(name), inner))
  }
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 1 || (alternatives.length === 1 && rows.length === 0)) {
    rows.push(...alternativeRows(alternatives, prefix, inner))
  }
  const others = asSchema(schema.additionalProperties)
  if (isObject(others) && Object.keys(others).length > 0 && budget.left > 0) {
    rows.push(propertyRow('any other name', others, `${prefix}-other`, false, inner))
  }
  return rows
}

function alternativeRows(alternatives: Schema[], prefix: string, options: Options & { depth: number }): SchemaRow[] {
  return alternatives.slice(0, 12).flatMap((alternative, index) => {
    const children = schemaRows(alternative, `${prefix}-option${index + 1}`, options)
    if (children.length === 0) return []
    options.budget.left -= 1
    return [
      {
        id: `${prefix}-option${index + 1}`,
        name: `Option ${index + 1}`,
        type: typeWords(alternative, options.schemas),
        children,
        open: false,
      },
    ]
  })
}

function propertyRow(
  name: string,
  given: Schema,
  id: string,
  required: boolean,
  options: Options & { depth: number },
): SchemaRow {
  const { schema } = flatten(given, options.schemas)
  const children = schemaRows(given, id, options)
  return {
    id,
    name,
    type: typeWords(given, options.schemas),
    required,
    deprecated: schema.deprecated === true,
    ...describe(schema),
    ...(children.length > 0
      ? { children, open: options.direction === 'request' && options.depth === 1 && required && children.length <= 6 }
      : {}),
  }
}

/** Description and facts of one place: values, default, limits, example. */
export function describe(schema: JsonObject, example?: unknown): { description?: ReactNode; meta?: ReactNode } {
  const facts: ReactNode[] = []
  const inner = isObject(schema.items) ? schema.items : undefined
  const values = Array.isArray(schema.enum) ? schema.enum : Array.isArray(inner?.enum) ? inner.enum : undefined
  if (values) facts.push(<Values key="enum" values={values} />)
  if (schema.const !== undefined) facts.push(<Fact key="const" label="always" value={schema.const} />)
  if (schema.default !== undefined) facts.push(<Fact key="default" label="default" value={schema.default} />)
  for (const words of limitWords(schema)) facts.push(<span key={words}>{words}</span>)
  if (typeof schema.pattern === 'string') facts.push(<Fact key="pattern" label="pattern" value={schema.pattern} />)
  const shown = example ?? schema.example ?? (Array.isArray(schema.examples) ? schema.examples[0] : undefined)
  if (shown !== undefined && !isObject(shown) && !values)
    facts.push(<Fact key="example" label="example" value={shown} />)
  if (schema.readOnly === true) facts.push(<span key="read">read only</span>)
  if (schema.writeOnly === true) facts.push(<span key="write">write only</span>)
  return {
    ...(typeof schema.description === 'string' && schema.description
      ? { description: <Markdown inline>{schema.description}</Markdown> }
      : {}),
    ...(facts.length > 0 ? { meta: <span className="flex flex-wrap gap-x-3 gap-y-1 text-xs">{facts}</span> } : {}),
  }
}

const text = (value: unknown) => {
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  return written.length > 80 ? `${written.slice(0, 80)}…` : written
}

function Code({ children }: { children: string }) {
  return <code className="rounded bg-sunken px-1 py-px text-fg [overflow-wrap:anywhere]">{children}</code>
}

function Fact({ label, value }: { label: string; value: unknown }) {
  return (
    <span>
      {label} <Code>{text(value)}</Code>
    </span>
  )
}

function Values({ values }: { values: readonly unknown[] }) {
  const shown = values.slice(0, 16)
  return (
    <span className="flex flex-wrap items-center gap-1">
      one of
      {shown.map((value) => (
        <Code key={String(value)}>{text(value)}</Code>
      ))}
      {values.length > shown.length && <span>and {values.length - shown.length} more</span>}
    </span>
  )
}

export const anchor = (name: string) => name.replace(/[^\w.-]+/g, '-')
