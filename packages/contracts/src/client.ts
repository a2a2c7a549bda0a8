import type { Endpoint, EndpointInput, EndpointOutput } from './endpoint.ts'
import { type Problem, problem } from './problems.ts'

/** A problem as thrown by the typed client. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(document: Problem) {
    super(document.detail ?? document.title)
    this.name = 'ProblemError'
    this.problem = document
  }
}

export type CallOptions = { signal?: AbortSignal; ifMatch?: number; idempotencyKey?: string }
export type Call = <E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  options?: CallOptions,
) => Promise<EndpointOutput<E>>

/**
 * The typed client of the management API. `base` is the address above `/api/v1` (empty in a browser: same origin).
 * Answers are parsed with the endpoint's response schema; anything but success throws ProblemError.
 */
export function createClient(options: ClientOptions): Call {
  return async (endpoint, input, call = {}) => {
    const response = await send(options, endpoint, input, call)
    const text = await response.text()
    return endpoint.response.parse(text === '' ? {} : JSON.parse(text)) as never
  }
}

/** Downloads a file that an endpoint answers (`download`), piece by piece. Throws ProblemError. */
export async function* downloadFrom<E extends Endpoint>(
  options: ClientOptions,
  endpoint: E,
  input: EndpointInput<E>,
): AsyncGenerator<Uint8Array> {
  const { body } = await send(options, endpoint, input, {})
  if (body !== null) yield* body
}

export type ClientOptions = { base: string; fetch?: typeof fetch; headers?: Record<string, string> }

/** Sends a call as the endpoint declares it; anything but success throws ProblemError. */
async function send(options: ClientOptions, endpoint: Endpoint, input: unknown, call: CallOptions): Promise<Response> {
  const rest: Record<string, unknown> = { ...(input as Record<string, unknown>) }
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const hasBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
  const query = new URLSearchParams()
  if (!hasBody) {
    for (const [name, value] of Object.entries(rest)) {
      if (Array.isArray(value)) for (const item of value) query.append(name, String(item))
      else if (value !== undefined && value !== null) query.set(name, String(value))
    }
  }
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (hasBody) headers['content-type'] = 'application/json'
  if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`
  if (call.idempotencyKey) headers['idempotency-key'] = `"${call.idempotencyKey}"`
  const search = query.size > 0 ? `?${query}` : ''
  const response = await (options.fetch ?? fetch)(`${options.base}/api/v1${path}${search}`, {
    method: endpoint.method,
    headers,
    ...(hasBody ? { body: JSON.stringify(rest) } : {}),
    ...(call.signal ? { signal: call.signal } : {}),
  })
  if (!response.ok) throw new ProblemError(readProblem(await response.text(), response.status))
  return response
}

function readProblem(text: string, status: number): Problem {
  try {
    const parsed = problem.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
  } catch {
    // Not JSON: a proxy in between answered.
  }
  return { type: 'about:blank', title: 'The server did not answer as expected', status, code: 'unavailable' }
}
