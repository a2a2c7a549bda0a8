import type { Ruling } from '@gatehouse/contracts/access-rules'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { Phase, ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { KnownCredential, KnownSubscription } from './access/known-credential.ts'
import type {
  Identity,
  LimitReading,
  RequestHead,
  RuntimeDeployment,
  RuntimeVersion,
  TokenCaller,
} from './decide-types.ts'
import { decodeSegment } from './routing/target.ts'
import { fillUpstreamQuery } from './routing/upstream-query.ts'
import { fillUpstream } from './routing/upstream-template.ts'
import type { PlannedOperation, PlannedVersion } from './snapshot/runtime.ts'
import type { PresentedToken } from './tokens/presented-token.ts'
import { decodeQuery, eachPair, isNamed } from './validation/query.ts'
import type { BodyContent } from './validation/request-bodies.ts'

const nothing: readonly never[] = Object.freeze([])

/** What became of the search for a credential. */
export type KeyState = 'missing' | 'malformed' | 'unknown' | 'wrong-stage' | 'known'

/**
 * The state of one request while it is decided, and the decision afterwards: one object, whose shape never changes. Steps write it;
 * everyone else sees it as `Decision`.
 */
export class RequestDecision {
  kind: 'allow' | 'refuse' = 'allow'
  readonly at: number
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly remoteAddress: string
  readonly bodyLength: number | 'chunked'
  readonly host: string | undefined

  version: RuntimeVersion | null = null
  deployment: RuntimeDeployment | null = null
  operation: PlannedOperation | null = null
  identity: Identity | null = null
  subscriptionId: string | null = null
  planVersionId: string | null = null
  priced = false
  unknownKey: { prefix: string; sha256: string } | null = null
  rate: LimitReading | null = null
  quota: LimitReading | null = null
  findings: readonly ValidationFinding[] = nothing
  responseHeaders: string[] = []
  stripAuthorization = false
  needsBody = false
  stripped = 0
  rewrittenBody: Buffer | null = null
  /** What the call uses of its operation, and its redacted shape where it is sampled; null: not noted. */
  features: Uint8Array | null = null
  shape: string | null = null
  /** It passes the end of its version because its application has longer. */
  extended = false
  /** The access rule that decided so far. */
  ruling: Ruling | null = null

  code: ProblemCode | null = null
  phase: Phase | null = null
  detail: string | null = null

  /** End of the path in `target`. */
  pathEnd = 0
  canonicalPath = ''
  semicolon = false
  plannedVersion: PlannedVersion | null = null
  /** Where the version's base path ends in the canonical path. */
  baseEnd = 0
  captures: readonly string[] = nothing
  keyState: KeyState = 'missing'
  /** SHA-256 of a known key, `latin1`: to look again whether it still stands. */
  keyDigest = ''
  /** Index of an `Authorization` field that is no key of ours; −1: there is none. */
  authorization = -1
  token: PresentedToken | null = null
  /** At the MCP endpoint, or a call that came through it. */
  readonly tools: 'endpoint' | 'call' | null
  credential: KnownCredential | null = null
  subscription: KnownSubscription | null = null
  bodyContent: BodyContent | null = null
  /** The parsed body, from its judge until the call is noted. */
  bodyValue: unknown = undefined
  /** Content-Type as sent, once the body's type was looked at. */
  contentType = ''
  /** Items of RateLimit and RateLimit-Policy so far. */
  limitText = ''
  policyText = ''
  /** Microseconds of each step of decide.ts that ran, in order. */
  readonly marks: number[] = []

  constructor(head: RequestHead, at: number) {
    this.at = at
    this.method = head.method
    this.target = head.target
    this.rawHeaders = head.rawHeaders
    this.remoteAddress = head.remoteAddress
    this.bodyLength = head.bodyLength
    this.host = head.host
    this.tools = head.tools ?? null
  }

  /** Ends the request with a problem. Always false, so that a step can return it. */
  refuse(code: ProblemCode, detail: string | null = null): false {
    this.kind = 'refuse'
    this.code = code
    this.detail = detail
    this.needsBody = false
    return false
  }

  /** Who calls with a token, for the backend; null: nobody does, or the token does not count. */
  get tokenCaller(): TokenCaller | null {
    const { token } = this
    if (token === null || token.kept === null || this.identity === null) return null
    const { issuer, user } = token.kept.token
    return { issuer: issuer.issuer, user, scopes: token.scopes, forward: token.forward }
  }

  pathParams(): { name: string; value: string }[] {
    const names = this.operation?.templateNames ?? nothing
    return names.map((name, i) => {
      const raw = this.captures[i] ?? ''
      return { name, value: decodeSegment(raw) ?? raw }
    })
  }

  upstreamTarget(): string {
    const { operation, target, pathEnd } = this
    if (operation === null) return target
    const query = this.#upstreamQuery(operation)
    const { basePath } = operation.backend
    if (operation.upstream !== null) return basePath + fillUpstream(operation.upstream, this.captures) + query
    // Escapes in the base path (`%6frders`) make raw and canonical differ: only then count slashes.
    const start = this.canonicalPath.length === pathEnd ? this.baseEnd : this.#rawBaseEnd()
    const path = start >= pathEnd ? '/' : target.slice(start, pathEnd)
    return basePath + path + query
  }

  /** What the mapping writes, then what the caller did. */
  #upstreamQuery({ upstreamQuery, undeclared }: PlannedOperation): string {
    const credentials = this.version?.credentialQuery ?? nothing
    if (upstreamQuery === null) return this.#callersQuery(credentials, undeclared)
    const callers = this.#callersQuery([...credentials, ...upstreamQuery.names], undeclared)
    const own = `?${fillUpstreamQuery(upstreamQuery, this.captures)}`
    return callers.length < 2 ? own : `${own}&${callers.slice(1)}`
  }

  /** Without `names` – credentials, and what the mapping writes – and without undeclared parameters where the operation says so. */
  #callersQuery(names: readonly string[], undeclared: PlannedOperation['undeclared']): string {
    const { target, pathEnd } = this
    if (pathEnd >= target.length) return ''
    const declared = undeclared?.stripsQuery === true ? undeclared : null
    if (names.length === 0 && declared === null) return target.slice(pathEnd)
    const kept: string[] = []
    eachPair(target, pathEnd + 1, (start, equals, end) => {
      if (names.some((name) => isNamed(target, start, equals, name))) return
      if (declared === null || declared.declaresQuery(decodeQuery(target.slice(start, equals))))
        kept.push(target.slice(start, end))
    })
    return kept.length === 0 ? '' : `?${kept.join('&')}`
  }

  #rawBaseEnd(): number {
    let at = 0
    for (let depth = (this.version?.basePath ?? '').split('/').length - 1; depth > 0; depth -= 1) {
      at = this.target.indexOf('/', at + 1)
      if (at < 0 || at > this.pathEnd) return this.pathEnd
    }
    return at
  }
}
