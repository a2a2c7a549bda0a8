import type { ProblemCode, ProblemError } from '@gatehouse/contracts/problems'

/** An expected refusal of a use case. It names a code of the catalogue and knows nothing of HTTP; `detail` is public text. */
export class DomainError extends Error {
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly errors: readonly ProblemError[] | undefined
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | undefined

  constructor(
    code: ProblemCode,
    detail?: string,
    more: { errors?: readonly ProblemError[]; retryAfter?: number } = {},
  ) {
    super(detail ?? code)
    this.name = 'DomainError'
    this.code = code
    this.detail = detail
    this.errors = more.errors
    this.retryAfter = more.retryAfter
  }
}

/** The identical answer for "does not exist" and "may not be seen". */
export function notFound(): DomainError {
  return new DomainError('not_found')
}
