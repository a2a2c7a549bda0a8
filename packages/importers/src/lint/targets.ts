import type {
  ApiDescription,
  JsonSchema,
  OperationDescription,
  ParameterDescription,
} from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

/** Where something stands: by position, by name (`lintFinding.place`), and in which operation. */
export interface Place {
  pointer: string
  place: string
  operation?: string
}

export type ResponseDescription = OperationDescription['responses'][string]
export type MediaType = NonNullable<ResponseDescription['content']>[string]
type HeaderDescription = NonNullable<ResponseDescription['headers']>[string]

export interface OperationTarget extends Place {
  node: OperationDescription
}

export interface SchemaTarget extends Place {
  node: JsonObject
  /** Of a shared schema; absent for what stands inside of another. */
  name?: string
  /** Callers send it, or get it. */
  request: boolean
  response: boolean
}

/** The places of a description that rules look at, by kind. */
export interface Targets {
  info: Place & { node: ApiDescription }
  server: Place & { node: ApiDescription['servers'][number] }
  tag: Place & { node: ApiDescription['tags'][number] }
  securityScheme: Place & { name: string; node: ApiDescription['securitySchemes'][string] }
  /** Each path once, at its first operation. */
  path: Place & { path: string; operations: OperationDescription[] }
  operation: OperationTarget
  parameter: Place & { node: ParameterDescription; owner: OperationDescription }
  requestBody: Place & { node: NonNullable<OperationDescription['requestBody']>; owner: OperationDescription }
  response: Place & { status: string; node: ResponseDescription; owner: OperationDescription }
  header: Place & { name: string; node: HeaderDescription }
  media: Place & { mediaType: string; node: MediaType; response?: string }
  /** Every object that is a schema, however deep. */
  schema: SchemaTarget
  property: Place & { name: string; schema: JsonSchema; request: boolean; response: boolean }
  /** What people write in Markdown. */
  text: Place & { text: string }
  /** A value beside the schema that it should fit. */
  example: Place & { value: Json; schema: JsonSchema; kind: 'example' | 'default' }
}
export type TargetKind = keyof Targets
export type TargetLists = { [K in TargetKind]: Targets[K][] }

export function emptyLists(): TargetLists {
  return {
    info: [],
    server: [],
    tag: [],
    securityScheme: [],
    path: [],
    operation: [],
    parameter: [],
    requestBody: [],
    response: [],
    header: [],
    media: [],
    schema: [],
    property: [],
    text: [],
    example: [],
  }
}

/** The place of a part of it. `name` where its name differs from its position. */
export function below(place: Place, position: string, name = position): Place {
  return {
    pointer: `${place.pointer}/${position}`,
    place: `${place.place}/${name}`,
    ...(place.operation !== undefined && { operation: place.operation }),
  }
}
