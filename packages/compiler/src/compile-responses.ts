import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { CompiledResponse, SnapshotPart } from '@gatehouse/contracts/snapshot'
import type { JudgedSchemas } from './judged-schemas.ts'

type Schemas = ApiDescription['schemas']

/** What an operation may answer, in the order of the contract. `writeOnly` properties are not required of a server. */
export function compileResponses(
  responses: OperationDescription['responses'],
  schemas: JudgedSchemas,
): CompiledResponse[] {
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
        schema === undefined ? {} : { schema: schemas.judging(schema) },
      ]),
    ),
  }))
}

/** Shared schemas that mean something else for a response than for a request; undefined where no operation validates responses. */
export function responsesOwnSchemas(
  operations: SnapshotPart['operations'],
  forResponses: () => JudgedSchemas,
  forRequests: JudgedSchemas,
): Schemas | undefined {
  if (!operations.some(({ responses }) => responses !== undefined)) return undefined
  const entries = Object.entries(forResponses().shared).filter(
    ([name, schema]) => canonicalJson(schema) !== canonicalJson(forRequests.shared[name]),
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
