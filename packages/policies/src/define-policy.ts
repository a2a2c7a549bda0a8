import type { Ruling } from '@gatehouse/contracts/access-rules'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { z } from 'zod'
import type { TransformHandler } from './decide-types.ts'
import type { Counters } from './limits/counters.ts'
import type { AccessCall } from './policies/access-rules/access-call.ts'

/** Phases in which a policy may act; each has its own kind of handler. `floor` acts while the snapshot is built (snapshot/floors.ts). */
export type PolicyPhase = 'ip' | 'access' | 'rate-limit' | 'transform' | 'floor'

/** Browser-safe half of a policy: what it is called, when it runs, what it is set to. Texts are shown in forms. */
export type PolicyDefinition<Options extends z.ZodType = z.ZodType> = {
  name: string
  title: string
  description: string
  phase: PolicyPhase
  options: Options
  /** Option fields that hold `${secret:name}` references. */
  secrets: readonly string[]
  /** Calls with what should become of them, as its options carry them; absent: such a policy carries none. */
  examples?: (options: unknown) => readonly PolicyExample[]
  /** An API cannot use it. */
  guardrailOnly?: boolean
}

/** One call that a policy is tried with: what its author expects, and what comes out. */
export type PolicyExample = { title: string; expected: string; run: () => { holds: boolean; came: string } }

export function definePolicy<Options extends z.ZodType>(
  definition: PolicyDefinition<Options>,
): PolicyDefinition<Options> {
  return definition
}

/** What a handler may know when it is made, once per snapshot and operation. */
export type PolicyDeps = {
  /** Separates the counters of one use of a policy from those of all others: guardrail or operation id and place in its list. */
  useKey: string
  /** Whose use it is: guardrail, version or operation id. */
  owner: string
}

export type PolicyRefusal = { code: ProblemCode; detail: string; retryAfterSeconds?: number }

export type IpHandler = (context: { remoteAddress: string }) => PolicyRefusal | null

/** `callerKey`: 128 bits that name the caller (subscription, or address of an anonymous one). */
export type RateLimitHandler = (context: {
  callerKey: Int32Array
  counters: Counters
  now: number
}) => PolicyRefusal | null

/** `scopes`: for the lack of which it refuses. */
export type AccessVerdict = {
  readonly ruling: Ruling
  readonly refusal: PolicyRefusal | null
  readonly scopes: readonly string[]
}

export type AccessHandler = (call: AccessCall) => AccessVerdict

export type PolicyHandlers = {
  ip: IpHandler
  access: AccessHandler
  'rate-limit': RateLimitHandler
  transform: TransformHandler
  floor: never
}

/** A definition with what makes its handler; everything dear happens in `create`. */
export type Policy<P extends PolicyPhase = PolicyPhase> = {
  definition: PolicyDefinition & { phase: P }
  create: (options: never, deps: PolicyDeps) => PolicyHandlers[P]
}
