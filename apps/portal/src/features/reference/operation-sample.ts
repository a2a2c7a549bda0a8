import type { Json } from '@gatehouse/contracts/json'
import type { Schema, Schemas } from './json-schema.ts'
import type { OperationDescription, PortalVersionView } from './load-version.ts'
import { isJson, preferredMedia } from './media-types.ts'
import { mediaExample, schemaExample } from './schema-example.ts'

export type SampleRequest = { method: string; url: string; headers: { name: string; value: string }[]; body?: string }

/**
 * The request of a sample: everything that is required, with the author's examples, at a stage's public address. Every value is
 * percent-encoded here, as not each sample language does it by itself.
 */
export function sampleRequest(
  operation: OperationDescription,
  options: {
    schemas: Schemas
    baseUrl: string
    key: string | null
    keyLocation: { in: 'header' | 'query'; name: string }
  },
): SampleRequest {
  const headers: SampleRequest['headers'] = []
  const query: string[] = []
  let path = operation.path
  for (const parameter of operation.parameters) {
    if (parameter.in === 'cookie' || (!parameter.required && parameter.in !== 'path')) continue
    const value = parameterExample(parameter, options.schemas)
    if (parameter.in === 'path') path = path.replaceAll(`{${parameter.name}}`, encodeURIComponent(plain(value)))
    else if (parameter.in === 'header') headers.push({ name: parameter.name, value: plain(value) })
    else query.push(...queryParts(parameter.name, value, parameter.explode))
  }
  if (options.key !== null) {
    if (options.keyLocation.in === 'header') headers.unshift({ name: options.keyLocation.name, value: options.key })
    else query.push(`${encodeURIComponent(options.keyLocation.name)}=${options.key}`)
  }
  const request: SampleRequest = {
    method: operation.method,
    url: `${options.baseUrl.replace(/\/$/, '')}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers,
  }
  const chosen = preferredMedia(operation.requestBody?.content)
  if (!chosen) return request
  const example = mediaExample(chosen.media, options.schemas, 'request')
  if (example === undefined) return request
  headers.push({ name: 'content-type', value: chosen.type.includes('*') ? 'application/json' : chosen.type })
  request.body = isJson(chosen.type) || typeof example !== 'string' ? JSON.stringify(example, null, 2) : example
  return request
}

type Parameter = OperationDescription['parameters'][number]

/** The parameter's own example, else one of its schema. */
export function parameterExample(parameter: Parameter, schemas: Schemas): Json {
  const written = parameter.examples?.[0]
  if (written) return written.value as Json
  const media = preferredMedia(parameter.content)
  if (media) return mediaExample(media.media, schemas, 'request') ?? ''
  return parameter.schema === undefined ? 'value' : schemaExample(parameter.schema as Schema, schemas, 'request')
}

function plain(value: Json): string {
  if (Array.isArray(value)) return value.map(plain).join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function queryParts(name: string, value: Json, explode: boolean): string[] {
  const pair = (each: Json) => `${encodeURIComponent(name)}=${encodeURIComponent(plain(each)).replaceAll('%2C', ',')}`
  return Array.isArray(value) && explode ? value.map(pair) : [pair(value)]
}

/** A call that changes nothing and needs nothing: what one tries first. The owner's order decides among equals. */
export function safestOperation(view: PortalVersionView): OperationDescription | undefined {
  const cost = (operation: OperationDescription) =>
    (operation.method === 'GET' ? 0 : operation.method === 'HEAD' ? 5 : 100) +
    operation.parameters.filter(({ required }) => required).length * 10 +
    (operation.deprecated ? 50 : 0)
  return [...view.description.operations].sort((a, b) => cost(a) - cost(b))[0]
}
