import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { LazyValidator } from '../snapshot/lazy-validator.ts'
import { finding } from './findings.ts'
import type { LimitBreach, StructuralLimits } from './structural-limits.ts'

/** What is known of a body once it was read. */
export type BodyVerdict = {
  /** What the contract says against it. */
  findings: readonly ValidationFinding[]
  /** It cannot be read, or is beyond a limit: nothing more was judged. */
  problem: { code: ProblemCode; detail: string; finding: ValidationFinding; breach: LimitBreach['limit'] | null } | null
  /** What goes upstream instead, without the `stripped` undeclared parts. */
  rewritten: Buffer | null
  stripped: number
}

/** Where a judge leaves what it parsed, for whoever notes what the call uses. */
export type BodySight = { bodyValue: unknown }

/** Judges bodies of one media type of one operation. */
export type BodyJudge = {
  judge(bytes: Uint8Array, contentType: string, sight?: BodySight): BodyVerdict
  /** All that requests may need, for the build to check. */
  readonly validators: readonly LazyValidator[]
}

const none: readonly never[] = Object.freeze([])

export const passed: BodyVerdict = Object.freeze({ findings: none, problem: null, rewritten: null, stripped: 0 })

export function found(findings: readonly ValidationFinding[]): BodyVerdict {
  return { findings, problem: null, rewritten: null, stripped: 0 }
}

export function unreadable(code: ProblemCode, rule: string, detail: string): BodyVerdict {
  return { ...passed, problem: { code, detail, finding: finding('body', '', rule, detail), breach: null } }
}

/** `place`: where, as a sentence. */
export function tooMuch(breach: LimitBreach, place: string, pointer = ''): BodyVerdict {
  const detail = `${breach.expected.charAt(0).toUpperCase()}${breach.expected.slice(1)}.${place === '' ? '' : ` ${place}`}`
  const entry = finding('body', pointer, ruleOf(breach.limit), breach.expected)
  return { ...passed, problem: { code: breach.code, detail, finding: entry, breach: breach.limit } }
}

function ruleOf(limit: LimitBreach['limit']): string {
  return limit.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

export type JudgeOptions = {
  limits: StructuralLimits
  /** False: the contract is not asked, only limits and rules on undeclared parts. */
  contract: boolean
  /** What breaks the contract is refused. */
  blocks: boolean
}
