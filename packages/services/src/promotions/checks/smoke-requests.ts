import {
  type OperationDescription,
  operationKey,
  type ParameterDescription,
} from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { SavedRequest } from '@gatehouse/contracts/saved-requests'

export type SmokeRequest = {
  /** `GET /orders/{orderId}` */
  operation: string
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the version's base path, with its query. */
  target: string
  headers: Record<string, string>
  body?: string
  /** Whether the operation needs a key. */
  keyed: boolean
  /** Statuses that the contract declares: `200`, `4XX`, `default`. */
  declared: string[]
  /** Set where somebody saved it: its name, and what must be answered. */
  saved?: Pick<SavedRequest, 'name' | 'expect'>
}

/** An operation that cannot be called from its contract alone, and why. */
export type Skipped = { operation: string; sentence: string }

const safe = ['GET', 'HEAD']
const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Calls from the contract's own examples; those that change nothing first. What changes something is called only where the contract
 * gives an example of everything that it needs. Pure.
 */
export function smokeRequests(
  content: RevisionContent,
  most: number,
): { requests: SmokeRequest[]; skipped: Skipped[] } {
  const requests: SmokeRequest[] = []
  const skipped: Skipped[] = []
  const operations = [...content.contract.operations].sort(
    (a, b) => Number(!safe.includes(a.method)) - Number(!safe.includes(b.method)),
  )
  for (const described of operations) {
    const operation = operationKey(described)
    const made = requestOf(described, content)
    if (typeof made === 'string') skipped.push({ operation, sentence: `\`${operation}\` was not called: ${made}` })
    else if (requests.length < most) requests.push({ operation, ...made })
    else skipped.push({ operation, sentence: `\`${operation}\` was not called: ${most} calls are enough` })
  }
  return { requests, skipped }
}

function requestOf(
  described: OperationDescription,
  content: RevisionContent,
): Omit<SmokeRequest, 'operation'> | string {
  const { method } = described
  const isSafe = safe.includes(method)
  if (!isSafe && !unsafe.includes(method)) return `${method} is not tried`
  const headers: Record<string, string> = { accept: '*/*' }
  const query = new URLSearchParams()
  let path = described.path
  for (const parameter of described.parameters) {
    if (!parameter.required) continue
    const value = exampleOf(parameter, isSafe)
    const text = value === undefined ? undefined : textOf(value)
    if (text === undefined) return `there is no example of \`${parameter.name}\``
    if (parameter.in === 'path') path = path.replaceAll(`{${parameter.name}}`, encodeURIComponent(text))
    else if (parameter.in === 'query') query.append(parameter.name, text)
    else if (parameter.in === 'header') headers[parameter.name.toLowerCase()] = text
    else headers.cookie = [headers.cookie, `${parameter.name}=${encodeURIComponent(text)}`].filter(Boolean).join('; ')
  }
  if (path.includes('{')) return 'its path has a parameter that is not declared'
  const body = bodyOf(described)
  if (!isSafe && described.requestBody && body === undefined) return 'there is no example of its body'
  if (!isSafe && !described.requestBody && described.parameters.every(({ in: place }) => place !== 'path'))
    return 'it changes something, and nothing of it is an example'
  if (isSafe && described.requestBody?.required) return 'it needs a body'
  if (body !== undefined && !isSafe) headers['content-type'] = body.type
  const text = query.toString()
  return {
    method: method as SmokeRequest['method'],
    target: text === '' ? path : `${path}?${text}`,
    headers,
    ...(body === undefined || isSafe ? {} : { body: body.text }),
    keyed: content.operations[operationKey(described)]?.anonymous === undefined,
    declared: Object.keys(described.responses),
  }
}

/** A value that the contract's author wrote down. For calls that change nothing a default or a fixed choice is as good. */
function exampleOf(parameter: ParameterDescription, orChoice: boolean): Json | undefined {
  const [written] = parameter.examples ?? []
  if (written) return written.value
  const schema = typeof parameter.schema === 'object' && parameter.schema !== null ? parameter.schema : {}
  const { example, examples, default: usual, const: only, enum: choices } = schema as Record<string, Json | undefined>
  const given = example ?? (Array.isArray(examples) ? examples[0] : undefined)
  if (given !== undefined) return given
  return orChoice ? (usual ?? only ?? (Array.isArray(choices) ? choices[0] : undefined)) : undefined
}

function textOf(value: Json): string | undefined {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? value.join(',') : undefined
  return typeof value === 'object' ? undefined : String(value)
}

function bodyOf(described: OperationDescription): { type: string; text: string } | undefined {
  for (const [type, media] of Object.entries(described.requestBody?.content ?? {})) {
    if (!/^application\/(?:.+\+)?json\b/.test(type)) continue
    const schema = typeof media.schema === 'object' && media.schema !== null ? media.schema : {}
    const { example, examples } = schema as Record<string, Json | undefined>
    const value = media.examples?.[0]?.value ?? example ?? (Array.isArray(examples) ? examples[0] : undefined)
    if (value !== undefined) return { type, text: JSON.stringify(value) }
  }
  return undefined
}

/** Whether an answer is one that the contract speaks of; a refusal of the caller or an error never is. */
export function isExpected(status: number, { declared }: Pick<SmokeRequest, 'declared'>): boolean {
  if (status >= 500 || status === 401 || status === 403 || status === 405 || status === 429) return false
  if (status >= 200 && status < 400) return true
  return (
    declared.includes(String(status)) || declared.includes(`${String(status)[0]}XX`) || declared.includes('default')
  )
}
