import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import type { CompiledResponse, SnapshotPart } from '@gatehouse/contracts/snapshot'
import { responseSchema } from './request-schema.ts'

type Schemas = ApiDescription['schemas']

/** What an operation may answer, in the order of the contract. `writeOnly` properties are not required of a server. */
export function compileResponses(responses: OperationDescription['responses'], shared: Schemas): CompiledResponse[] {
  return Object.entries(responses).map(([status, { headers, content }]) => ({
    // Ranges are written in any case (`4xx`, `4XX`).
    status: status === 'default' ? status : status.toUpperCase(),
    headers: Object.entries(headers ?? {}).map(([name, { required, schema }]) => ({
      name,
      required: required ?? false,
      ...(schema === undefined ? {} : { schema }),
    })),
    content: Object.fromEntries(
      Object.entries(content ?? {}).map(([type, { schema }]) => [
        type,
        schema === undefined ? {} : { schema: responseSchema(schema, shared) },
      ]),
    ),
  }))
}

/** Shared schemas that mean something else for a response than `forRequests` says; undefined where no operation validates responses. */
export function responseSchemas(
  operations: SnapshotPart['operations'],
  shared: Schemas,
  forRequests: SnapshotPart['schemas'],
): Schemas | undefined {
  if (!operations.some(({ responses }) => responses !== undefined)) return undefined
  const entries = Object.entries(shared).flatMap(([name, schema]) => {
    const judged = responseSchema(schema, shared)
    return judged === forRequests[name] ? [] : [[name, judged] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
