import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { RevisionOperation } from '@gatehouse/contracts/revision'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'

type Tool = NonNullable<CompiledOperation['tool']>

const longestName = 48
const longestText = 1_000
const longestParameterText = 300

/** How an operation is shown to AI agents: the contract's own words, unless people chose others; long prose is cut. */
export function compileTool(described: OperationDescription, mapped: RevisionOperation): Tool {
  const title = described.summary?.trim() || undefined
  const parameters = Object.fromEntries(
    described.parameters
      .filter(({ description }) => description !== undefined && description.trim() !== '')
      .map(({ in: place, name, description }) => [`${place}:${name}`, cut(description ?? '', longestParameterText)]),
  )
  const description = mapped.tool?.description ?? described.description ?? title ?? ''
  return {
    name: toolName(mapped.tool?.name ?? described.operationId ?? `${described.method} ${described.path}`),
    ...(title === undefined ? {} : { title: cut(title, longestParameterText) }),
    description: cut(description.trim() || `${described.method} ${described.path}`, longestText),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  }
}

/** `GET /orders/{id}` → `get-orders-id`; an operationId of plain characters stays as it is. */
function toolName(text: string): string {
  const plain = /^[A-Za-z0-9_-]+$/.test(text) ? text : text.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '-')
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, longestName) || 'operation'
}

function cut(text: string, most: number): string {
  const whole = text.toWellFormed()
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).toWellFormed()}…`
}
