import type { ApiDescription, OperationDescription, ParameterDescription } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { isJsonMediaType } from '../content-uses.ts'
import { ignoredHeader } from '../read-parameters.ts'
import { isObject } from '../source-tree.ts'
import type { Payload } from './read-payloads.ts'

type MediaTypes = NonNullable<OperationDescription['requestBody']>['content']

/** The bodies of all requests of an action as one: by media type, the examples of each under the names of their requests. */
export function requestBodyOf(requests: Payload[]): OperationDescription['requestBody'] {
  const withBody = requests.filter(({ body, schema }) => body !== undefined || schema !== undefined)
  if (withBody.length === 0) return undefined
  const description = joinedWords(requests.map((request) => request.description))
  return {
    required: withBody.length === requests.length,
    ...(description !== '' && { description }),
    content: contentOf(withBody, (request) => request.label),
  }
}

/** Responses by status; several of one status are joined. */
export function responsesOf(responses: Payload[]): OperationDescription['responses'] {
  const byStatus = new Map<string, Payload[]>()
  for (const response of responses) {
    const status = /^\d{3}$/.test(response.label) ? response.label : '200'
    byStatus.set(status, [...(byStatus.get(status) ?? []), response])
  }
  const out: OperationDescription['responses'] = {}
  for (const [status, list] of byStatus) {
    const headers: NonNullable<OperationDescription['responses'][string]['headers']> = {}
    for (const [name, value] of list.flatMap((response) => response.headers)) {
      if (name.toLowerCase() === 'content-type' || name === '__proto__') continue
      headers[name] ??= { schema: { type: 'string', ...(value !== '' && { examples: [value] }) } }
    }
    const content = contentOf(
      list.filter(
        ({ body, schema, mediaType }) => body !== undefined || schema !== undefined || mediaType !== undefined,
      ),
    )
    out[status] = {
      description: joinedWords(list.map((response) => response.description)),
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(Object.keys(content).length > 0 && { content }),
    }
  }
  return out
}

/** Headers of requests are examples: shown as optional parameters. */
export function headerParameters(requests: Payload[]): ParameterDescription[] {
  const found = new Map<string, ParameterDescription>()
  for (const [name, value] of requests.flatMap((request) => request.headers)) {
    if (ignoredHeader(name) !== undefined || found.has(name.toLowerCase())) continue
    found.set(name.toLowerCase(), {
      in: 'header',
      name,
      required: false,
      style: 'simple',
      explode: false,
      schema: { type: 'string' },
      ...(value !== '' && { examples: [{ value }] }),
    })
  }
  return [...found.values()]
}

function contentOf(payloads: Payload[], nameOf: (payload: Payload) => string = () => ''): MediaTypes {
  const out: MediaTypes = {}
  const schemas = new Map<string, Map<string, JsonObject>>()
  for (const payload of payloads) {
    const name = payload.mediaType ?? guessedMediaType(payload)
    if (name === '__proto__') continue
    out[name] ??= {}
    const media = out[name]
    if (payload.body !== undefined) {
      const label = nameOf(payload)
      media.examples = [
        ...(media.examples ?? []),
        { ...(label !== '' && { name: label }), value: exampleOf(payload.body, name) },
      ]
    }
    if (payload.schema === undefined) continue
    const known = schemas.get(name) ?? new Map<string, JsonObject>()
    known.set(canonicalJson(payload.schema), payload.schema)
    schemas.set(name, known)
  }
  for (const [name, found] of schemas) {
    const list = [...found.values()]
    const media = out[name]
    if (media) media.schema = list.length === 1 ? list[0] : { anyOf: list }
  }
  return out
}

/** Attributes describe JSON; a body without a media type is JSON where it reads as such, else anything. */
function guessedMediaType({ body, schema }: Payload): string {
  if (schema !== undefined) return 'application/json'
  return body !== undefined && typeof exampleOf(body, 'application/json') === 'object' ? 'application/json' : '*/*'
}

function exampleOf(body: string, mediaType: string): Json {
  if (!isJsonMediaType(mediaType)) return body
  try {
    return safeJson(JSON.parse(body))
  } catch {
    return body
  }
}

/** What was parsed, without members that would reach a prototype. */
function safeJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(safeJson)
  if (isObject(value)) {
    const members = Object.entries(value).filter(([key]) => key !== '__proto__')
    return Object.fromEntries(members.map(([key, inner]) => [key, safeJson(inner)]))
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function joinedWords(texts: string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].join('\n\n')
}

/** Adds words to the description of a tag, which is made when it is new. */
export function describeTag(tags: ApiDescription['tags'], name: string, words: string): void {
  const known = tags.find((tag) => tag.name === name)
  if (known === undefined) tags.push({ name, ...(words !== '' && { description: words }) })
  else if (words !== '')
    known.description = known.description === undefined ? words : `${known.description}\n\n${words}`
}
