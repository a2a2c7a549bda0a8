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
export function createClient(options: { base: string; fetch?: typeof fetch; headers?: Record<string, string> }): Call {
  const send = options.fetch ?? fetch
  return async (endpoint, input, call = {}) => {
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
    const response = await send(`${options.base}/api/v1${path}${search}`, {
      method: endpoint.method,
      headers,
      ...(hasBody ? { body: JSON.stringify(rest) } : {}),
      ...(call.signal ? { signal: call.signal } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new ProblemError(readProblem(text, response.status))
    return endpoint.response.parse(text === '' ? {} : JSON.parse(text)) as never
  }
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
