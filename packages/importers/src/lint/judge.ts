import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { LintEdit, LintFinding, LintRuleset, LintSeverity } from '@gatehouse/contracts/lint'
import { Facts } from './facts.ts'
import { lookByOwnRule } from './own-rules.ts'
import { readyRules } from './ready-rules.ts'
import type { Looked } from './rule.ts'
import { walkDescription } from './walk-description.ts'

/** A finding with what only the engine needs: which of the looked-at places it belongs to, and what mends it. */
export interface JudgedFinding extends LintFinding {
  /** Index of the place among those that the rule looked at. */
  nth: number
  edits?: LintEdit[]
}

/** What one rule says of a description, before waivers. */
export interface JudgedRule {
  rule: string
  title: string
  severity: LintSeverity
  why: string
  fix: string
  own: boolean
  places: number
  /** In the description's order; at most `mostFindings`. */
  findings: JudgedFinding[]
  /** Places with findings that are counted but not listed. */
  further: number
}

/** A rule that finds more is broken everywhere; what is beyond is counted only, so that no description fills the memory. */
export const mostFindings = 2_000

type Texts = Pick<JudgedRule, 'rule' | 'title' | 'severity' | 'why' | 'fix' | 'own'>

/** Runs every rule that is on. Pure: the same description and ruleset give the same, in the same order. */
export function judge(description: ApiDescription, ruleset: LintRuleset): JudgedRule[] {
  const facts = new Facts(description, walkDescription(description))
  const judged: JudgedRule[] = []
  for (const [id, ready] of Object.entries(readyRules)) {
    const severity = Object.hasOwn(ruleset.ready, id) ? ruleset.ready[id] : ready.severity
    if (severity === undefined || severity === 'off') continue
    const { title, why, fix } = ready
    judged.push(collect({ rule: id, title, severity, why, fix, own: false }, ready.look(facts)))
  }
  for (const own of ruleset.own) {
    if (own.severity === 'off') continue
    const { id, title, severity, why = '', fix = '' } = own
    judged.push(collect({ rule: id, title, severity, why, fix, own: true }, lookByOwnRule(own, facts)))
  }
  return judged
}

function collect(texts: Texts, looked: Generator<Looked>): JudgedRule {
  const findings: JudgedFinding[] = []
  let places = 0
  let further = 0
  for (const { place, found } of looked) {
    const nth = places
    places += 1
    if (found.length > 0 && findings.length >= mostFindings) further += 1
    else
      for (const { message, at = '', edits } of found) {
        findings.push({
          rule: texts.rule,
          severity: texts.severity,
          message,
          pointer: place.pointer + at,
          place: place.place + at,
          ...(place.operation !== undefined && { operation: place.operation }),
          fixable: edits !== undefined,
          nth,
          ...(edits !== undefined && { edits }),
        })
      }
  }
  return { ...texts, places, findings, further }
}
