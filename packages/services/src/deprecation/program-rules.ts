import type { ProblemError } from '@gatehouse/contracts/problems'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { BrownOut, Program } from './program.ts'

export type PlannedProgram = Pick<Program, 'deprecatedAt' | 'sunsetAt' | 'brownOuts'>

/** What the rules look at beside the plan itself. */
export type PlanningFacts = {
  state: LifecycleState
  stateSince: Date
  /** The program as it is; null: the first one. */
  current: Pick<Program, 'deprecatedAt' | 'sunsetAt' | 'brownOuts'> | null
  /** Owners of active applications were told of `current`. */
  announced: boolean
  hasReason: boolean
  now: Date
}

const dayMs = 86_400_000
const longestBrownOutMs = 7 * dayMs

/** What speaks against a plan, each with the field it is about and what would do. Pure. */
export function problemsOfPlan(plan: PlannedProgram, facts: PlanningFacts): ProblemError[] {
  return [...deprecationProblems(plan, facts), ...sunsetProblems(plan, facts), ...brownOutProblems(plan, facts)]
}

function deprecationProblems({ deprecatedAt }: PlannedProgram, facts: PlanningFacts): ProblemError[] {
  const { current, now } = facts
  const say = (rule: string, expected: string) => [problem('/deprecatedAt', rule, expected)]
  if (current && current.deprecatedAt <= now) {
    if (deprecatedAt.getTime() === current.deprecatedAt.getTime()) return []
    if (deprecatedAt > now)
      return say('already_holds', 'It is Deprecated already. To take that back, cancel the program.')
    return facts.hasReason ? [] : say('needs_reason', 'The date holds already: say why it changes.')
  }
  if (facts.state === 'deprecated') {
    if (deprecatedAt > now) return say('already_holds', 'It is Deprecated already: the date cannot lie ahead.')
    if (deprecatedAt.getTime() < facts.stateSince.getTime() - dayMs)
      return say('before_state', `It is Deprecated since ${facts.stateSince.toISOString()}; not before that.`)
    return []
  }
  if (deprecatedAt.getTime() < now.getTime() - dayMs)
    return say('in_the_past', 'Nobody was told then: now, or a date ahead.')
  if (current && facts.announced && deprecatedAt < current.deprecatedAt && !facts.hasReason)
    return say('needs_reason', 'Owners were told of a later date: say why it moves earlier.')
  return []
}

function sunsetProblems({ deprecatedAt, sunsetAt }: PlannedProgram, facts: PlanningFacts): ProblemError[] {
  const { current, now } = facts
  const say = (rule: string, expected: string) => [problem('/sunsetAt', rule, expected)]
  const before = current?.sunsetAt ?? null
  const came = before !== null && before <= now
  if (sunsetAt === null) return came ? say('already_holds', 'The sunset has come: a date ahead, with a reason.') : []
  if (before?.getTime() === sunsetAt.getTime()) return []
  if (sunsetAt <= deprecatedAt) return say('after_deprecation', 'After the deprecation.')
  if (sunsetAt <= now) return say('in_the_past', 'A date ahead: gateways answer 410 from then on.')
  if (came && !facts.hasReason) return say('needs_reason', 'The sunset has come: say why it is taken back.')
  if (before !== null && facts.announced && sunsetAt < before && !facts.hasReason)
    return say('needs_reason', 'Owners were told of a later date: say why it moves earlier.')
  return []
}

function brownOutProblems({ deprecatedAt, sunsetAt, brownOuts }: PlannedProgram, facts: PlanningFacts): ProblemError[] {
  const known = new Set((facts.current?.brownOuts ?? []).map(keyOf))
  return brownOuts.flatMap((brownOut, i): ProblemError[] => {
    const { from, to } = brownOut
    const say = (part: string, rule: string, expected: string) => [problem(`/brownOuts/${i}${part}`, rule, expected)]
    if (to <= from) return say('/to', 'after_start', 'After its start.')
    if (to.getTime() - from.getTime() > longestBrownOutMs)
      return say('/to', 'too_long', 'At most 7 days: a longer one is a sunset.')
    if (from < deprecatedAt) return say('/from', 'after_deprecation', 'After the deprecation.')
    if (sunsetAt === null)
      return say('/from', 'needs_sunset', 'A brown-out is a rehearsal of the sunset: decide its date.')
    if (to > sunsetAt) return say('/to', 'before_sunset', 'Before the sunset.')
    if (from < facts.now && !known.has(keyOf(brownOut))) return say('/from', 'in_the_past', 'A time ahead.')
    const other = brownOuts.findIndex((one, j) => j < i && one.from < to && from < one.to)
    return other === -1 ? [] : say('/from', 'overlaps', `Apart from brown-out ${other + 1}, which it overlaps.`)
  })
}

const keyOf = ({ from, to }: BrownOut) => `${from.getTime()} ${to.getTime()}`

function problem(pointer: string, rule: string, expected: string): ProblemError {
  return { in: 'body', pointer, rule, expected }
}
