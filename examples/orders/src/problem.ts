export interface FieldError {
  /** JSON Pointer to the value in the body, or the name of the parameter. */
  readonly pointer: string
  readonly message: string
}

/** An answer other than success, as RFC 9457 writes it. */
export class Problem extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    slug: string,
    title: string,
    more: { detail?: string; errors?: readonly FieldError[] } = {},
  ) {
    super(title)
    this.status = status
    this.body = { type: `https://hedgerow.example/problems/${slug}`, title, status, ...more }
  }
}

export function notFound(): Problem {
  return new Problem(404, 'not-found', 'Not found')
}

export function invalidRequest(errors: readonly FieldError[]): Problem {
  const [first] = errors
  const detail = first ? { detail: `${first.pointer.replace(/^\//, '') || 'The body'} ${first.message}.` } : {}
  return new Problem(400, 'invalid-request', 'Invalid request', { ...detail, errors })
}
