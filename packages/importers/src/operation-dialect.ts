import type { HttpMethod, OperationDescription, ParameterDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

/** How one family of versions writes the parts of an operation; paths, merging and naming are the same in all. */
export interface OperationDialect {
  methods: readonly HttpMethod[]
  /** Parameters of the list in `holder`; `origins` is told which item of the source each came from. */
  parameters: (holder: JsonObject, path: string, origins?: Map<ParameterDescription, Json>) => ParameterDescription[]
  /** `item` are the path item and what it refers to, where the body may be declared for all operations (2.0). */
  requestBody: (operation: JsonObject, item: readonly JsonObject[]) => OperationDescription['requestBody']
  responses: (operation: JsonObject) => OperationDescription['responses']
  /** Reasons for keys of an operation that are known and dropped. */
  operationDrops: Readonly<Record<string, string>>
  pathDrops: Readonly<Record<string, string>>
}
