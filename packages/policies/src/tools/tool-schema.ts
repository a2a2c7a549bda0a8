import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Tool } from './tool-catalogue.ts'

/** A tool as `tools/list` shows it (Model Context Protocol, 2025-11-25). */
export type ToolView = {
  name: string
  title?: string
  description: string
  inputSchema: Record<string, unknown>
  annotations: {
    title?: string
    readOnlyHint: boolean
    destructiveHint: boolean
    idempotentHint: boolean
    openWorldHint: boolean
  }
}

/** A contract can refer to all of itself; an agent's context is not the place for more than this. */
const mostSchemaText = 60_000
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY'])

/** `at`: milliseconds since 1970, by which a version is deprecated or not yet. */
export function toolView(tool: Tool, at: number): ToolView {
  const { definition } = tool.operation
  const { title, description } = definition.tool ?? { description: '' }
  return {
    name: tool.name,
    ...(title === undefined ? {} : { title }),
    description: `${warning(tool, at)}${description}`,
    inputSchema: inputSchema(tool),
    annotations: {
      ...(title === undefined ? {} : { title }),
      readOnlyHint: safe.has(definition.method),
      destructiveHint: definition.method === 'DELETE' || definition.method === 'PUT' || definition.method === 'PATCH',
      idempotentHint: safe.has(definition.method) || definition.method === 'PUT' || definition.method === 'DELETE',
      openWorldHint: false,
    },
  }
}

/** The protocol has no word for it, so it stands where every model reads it first. */
function warning({ deprecation }: Tool, at: number): string {
  if (deprecation === null || at < deprecation.deprecatedAt) return ''
  const { sunsetAt, moving } = deprecation
  const end = Number.isFinite(sunsetAt) ? ` and ends on ${new Date(sunsetAt).toISOString().slice(0, 10)}` : ''
  return `Deprecated${end}. ${moving}\n\n`
}

/** JSON Schema 2020-12 of the arguments; shared schemas that they use stand in `$defs`. */
function inputSchema(tool: Tool): Record<string, unknown> {
  const definitions = new Map<string, unknown>()
  const properties = Object.fromEntries(
    tool.arguments.map(({ name, schema, description }) => {
      const own = withDefinitions(schema, tool, definitions)
      return [name, described(own, description)]
    }),
  )
  const required = tool.arguments.filter((one) => one.required).map(({ name }) => name)
  const whole = {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  }
  const full = definitions.size === 0 ? whole : { ...whole, $defs: Object.fromEntries(definitions) }
  if (JSON.stringify(full).length <= mostSchemaText) return full
  // The gateway judges the request by the whole contract all the same, and says each place that is wrong.
  const short = tool.arguments.map(({ name, description }) => [name, description === undefined ? {} : { description }])
  return { ...whole, properties: Object.fromEntries(short) }
}

function described(schema: unknown, description: string | undefined): unknown {
  if (description === undefined) return schema
  if (typeof schema !== 'object' || schema === null) return schema === false ? false : { description }
  return 'description' in schema || '$ref' in schema ? { description, ...schema } : { ...schema, description }
}

/** A copy in which references lead into `$defs`; what they lead to is gathered. */
function withDefinitions(value: unknown, tool: Tool, gathered: Map<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => withDefinitions(item, tool, gathered))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, member] of Object.entries(value)) {
    if (key !== '$ref' || typeof member !== 'string') {
      copy[key] = withDefinitions(member, tool, gathered)
      continue
    }
    const name = schemaReferenceName(member)
    if (name === undefined || !Object.hasOwn(tool.schemas, name)) continue
    copy.$ref = `#/$defs/${member.slice('#/schemas/'.length)}`
    if (gathered.has(name)) continue
    // Taken before it is filled: a schema may lead back to itself.
    gathered.set(name, {})
    gathered.set(name, withDefinitions(tool.schemas[name], tool, gathered))
  }
  return { ...copy }
}
