import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import { compilePrimitive, type PrimitiveCheck } from './primitive.ts'
import { type Shape, shapeOf } from './schema-shape.ts'
import type { Style } from './styles.ts'

type CompiledParameter = CompiledOperation['parameters'][number]

/** One parameter with all that can be prepared before a request comes. */
export type ParameterPlan = {
  in: CompiledParameter['in']
  name: string
  /** Header names are matched in lower case. */
  lowerName: string
  pointer: string
  required: boolean
  allowEmptyValue: boolean
  style: Style
  explode: boolean
  kind: 'primitive' | 'array' | 'object'
  /** A `content` parameter: JSON text inside the value. */
  json: boolean
  shape: Shape
  /** Exactly one of the two, or neither: then anything passes. */
  fast: PrimitiveCheck | null
  validator: LazyValidator | null
}

/** OpenAPI: these header parameters are described elsewhere and must be ignored. */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization'])

export function planParameter(
  parameter: CompiledParameter,
  shared: Readonly<Record<string, JsonSchema>>,
  compile: CompileSchema,
): ParameterPlan | null {
  const lowerName = parameter.name.toLowerCase()
  if (parameter.in === 'header' && ignoredHeaders.has(lowerName)) return null
  const { schema } = parameter
  const json = isJsonMediaType(parameter.mediaType)
  // Text is judged as it stands; other media types are documented only.
  const read = parameter.mediaType === undefined || json || parameter.mediaType.startsWith('text/plain')
  const judged = schema !== undefined && schema !== true && read
  const shape = shapeOf(schema, shared)
  const kind =
    parameter.mediaType !== undefined
      ? 'primitive'
      : shape.types.has('array')
        ? 'array'
        : isObjectOnly(shape)
          ? 'object'
          : 'primitive'
  const fast = judged && kind === 'primitive' && !json ? compilePrimitive(schema, shared) : null
  return {
    in: parameter.in,
    name: parameter.name,
    lowerName,
    pointer: `/${parameter.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    required: parameter.required,
    allowEmptyValue: parameter.allowEmptyValue,
    style: parameter.style,
    explode: parameter.explode,
    kind,
    json,
    shape,
    fast,
    validator: judged && fast === null ? new LazyValidator(schema, shared, compile) : null,
  }
}

function isObjectOnly(shape: Shape): boolean {
  return shape.types.has('object') && [...shape.types].every((type) => type === 'object' || type === 'null')
}

export function isJsonMediaType(type: string | undefined): boolean {
  return type !== undefined && (type === 'application/json' || type.endsWith('+json') || type === 'text/json')
}
