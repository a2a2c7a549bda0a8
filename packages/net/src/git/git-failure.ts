import type { GuardedFailure } from '../guarded-fetch.ts'

export type GitFailureKind =
  | GuardedFailure
  | 'redirect-refused'
  | 'too-many-redirects'
  /** The server answers, but not as a Git server that this client understands; `reason` is a status or what is missing. */
  | 'no-repository'
  /** No branch, tag or commit of that name. */
  | 'no-ref'
  /** The commit has no file of that path. */
  | 'no-file'
  /** What came is not what the protocol or the commit says. */
  | 'damaged'

/** Why a repository cannot be read. `reason` names a class, a host, a status or a path; never bytes of an answer. */
export class GitFailure extends Error {
  override name = 'GitFailure'
  readonly failure: GitFailureKind
  readonly reason: string | undefined
  constructor(failure: GitFailureKind, reason?: string) {
    super(reason === undefined ? failure : `${failure}: ${reason}`)
    this.failure = failure
    this.reason = reason
  }
}
