import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import type { MockAnswer } from '@gatehouse/contracts/snapshot'
import { isObject, type Schemas } from './flatten-schema.ts'
import { sampleValue } from './sample-value.ts'
import { xmlText } from './xml-text.ts'

/** UTF-8 bytes of one body, and of all bodies of an operation: answers travel with the snapshot and stay in memory. */
export const mostBodyBytes = 128 * 1024
export const mostBytes = 512 * 1024
const mostAnswers = 100

type Responses = OperationDescription['responses']
type Response = Responses[string]
type MediaType = NonNullable<Response['content']>[string]

/**
 * What a mock backend can answer: for each status and media type of the contract its examples, or one value made from the schema.
 * The successful ones stand first, so the first that the caller accepts is the answer to a plain request. Pure, equal for equal input.
 */
export function mockAnswers(operation: OperationDescription, schemas: Schemas): MockAnswer[] {
  const answers: MockAnswer[] = []
  let bytes = 0
  for (const { status, response } of orderedResponses(operation.responses)) {
    const headers = headersOf(response, schemas)
    for (const answer of contentAnswers(response, status, schemas)) {
      const size = Buffer.byteLength(answer.body)
      if (answers.length >= mostAnswers || size > mostBodyBytes || bytes + size > mostBytes) continue
      bytes += size
      answers.push({ ...answer, headers })
    }
  }
  return answers.length > 0 ? answers : [{ status: 200, headers: [], body: '' }]
}

/** Status codes as numbers: `4XX` is 400; `default` is the success where no other is declared, else 500. */
function orderedResponses(responses: Responses): { status: number; response: Response }[] {
  const entries = Object.entries(responses)
  const successful = entries.some(([status]) => /^[23]/.test(status))
  const numbered = entries.flatMap(([status, response]) => {
    const code = status === 'default' ? (successful ? 500 : 200) : Number(status.replace(/XX$/i, '00'))
    return Number.isInteger(code) && code >= 200 && code <= 599 ? [{ status: code, response }] : []
  })
  const rank = (status: number) => (status < 300 ? 0 : status < 400 ? 1 : 2)
  const known = new Set<number>()
  return numbered
    .sort((a, b) => rank(a.status) - rank(b.status) || a.status - b.status)
    .filter(({ status }) => !known.has(status) && known.add(status))
}

type Answer = Omit<MockAnswer, 'headers'>

function contentAnswers(response: Response, status: number, schemas: Schemas): Answer[] {
  const content = Object.entries(response.content ?? {})
  // These statuses have no content (RFC 9110 §15.3.5, §15.3.6, §15.4.5).
  if (content.length === 0 || status === 204 || status === 205 || status === 304) return [{ status, body: '' }]
  return content.flatMap(([range, media]) => {
    const mediaType = concreteType(range)
    const examples = (media.examples ?? []).map(({ name, value }) => ({
      status,
      ...(name === undefined ? {} : { example: name }),
      mediaType,
      body: bodyText(value, mediaType, media, schemas),
    }))
    const fitting = examples.filter(({ body }) => Buffer.byteLength(body) <= mostBodyBytes)
    if (fitting.length > 0) return fitting
    const value = sampleValue(media.schema, schemas)
    return [{ status, mediaType, body: value === undefined ? '' : bodyText(value, mediaType, media, schemas) }]
  })
}

/** A media type to answer with, from a range as contracts have it. */
function concreteType(range: string): string {
  const type = range.trim().toLowerCase()
  if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:\s*;[\x20-\x7e]*)?$/.test(type)) return 'application/json'
  if (type.startsWith('*/') || type.startsWith('application/*')) return 'application/json'
  return type.replace(/^text\/\*/, 'text/plain').replace(/\/\*/, '/octet-stream')
}

function bodyText(value: Json, mediaType: string, media: MediaType, schemas: Schemas): string {
  const type = mediaType.split(';')[0]?.trim() ?? ''
  if (type === 'application/json' || type.endsWith('+json')) return JSON.stringify(value)
  if (typeof value === 'string') return value
  if (/[/+]xml$/.test(type)) return xmlText(value, media.schema, schemas)
  if (type === 'application/x-www-form-urlencoded' && isObject(value)) {
    const fields = Object.entries(value).map(([name, field]) => [name, plainText(field)] as [string, string])
    return new URLSearchParams(fields).toString()
  }
  return plainText(value)
}

function plainText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Fields that the gateway writes itself, or that speak of the connection. */
const ownHeaders =
  /^(?:connection|content-(?:length|type|encoding)|date|gatehouse-mock|keep-alive|preference-applied|proxy-.*|ratelimit.*|set-cookie|te|trailer|transfer-encoding|upgrade|vary|via|x-request-id)$/i

function headersOf(response: Response, schemas: Schemas): MockAnswer['headers'] {
  return Object.entries(response.headers ?? {}).flatMap(([name, { schema }]) => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || ownHeaders.test(name)) return []
    const value = schema === undefined ? undefined : sampleValue(schema, schemas)
    if (value === undefined || value === null || isObject(value)) return []
    const text = Array.isArray(value) ? value.map(plainText).join(',') : plainText(value)
    return text.length <= 1_000 && /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text)
      ? [{ name, value: text }]
      : []
  })
}
