import type { ApiDescription, JsonSchema } from '@gatehouse/contracts/api-description'
import { type Dispatch, dispatchDiscriminators } from './discriminators/dispatch-discriminators.ts'
import { requestSchema, responseSchema } from './request-schema.ts'

type Schemas = ApiDescription['schemas']

/** The schemas of a contract as one direction is judged by them. */
export type JudgedSchemas = {
  /** The shared ones, `#/schemas/NAME`. */
  readonly shared: Dispatch['shared']
  /** One that stands in place. */
  judging(schema: JsonSchema): JsonSchema
  /** One that stands in place and is the same in both directions: of parameters. */
  readonly dispatched: Dispatch['apply']
}

/** Requests are judged without what only the server sends. */
export function requestSchemas(shared: Schemas): JudgedSchemas {
  return judged(shared, requestSchema)
}

/** Responses are judged without what only the client sends. */
export function responseSchemas(shared: Schemas): JudgedSchemas {
  return judged(shared, responseSchema)
}

function judged(shared: Schemas, relaxed: typeof requestSchema): JudgedSchemas {
  const all = Object.entries(shared).map(([name, schema]) => [name, relaxed(schema, shared)])
  const { shared: dispatched, apply } = dispatchDiscriminators(Object.fromEntries(all))
  return { shared: dispatched, judging: (schema) => apply(relaxed(schema, shared)), dispatched: apply }
}
