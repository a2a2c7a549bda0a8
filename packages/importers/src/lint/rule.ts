import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { LintEdit, LintSeverity } from '@gatehouse/contracts/lint'
import type { Facts } from './facts.ts'
import type { Place, TargetKind, Targets } from './targets.ts'

/** One thing wrong with a place. */
export interface Found {
  /** For people, in Markdown with inline code only. */
  message: string
  /** Where below the place, as the end of a pointer: `/responses/204/content`. */
  at?: string
  /** What mends it; pointers into the description as it is. */
  edits?: LintEdit[]
}

/** A part of a description that shows a rule; it is laid over a description that breaks none (`exampleDescription`). */
export interface LintExample {
  api?: Partial<ApiDescription>
  /** Over `GET /orders/{orderId}`. */
  operation?: Partial<OperationDescription>
  /** Further operations. */
  more?: Partial<OperationDescription>[]
  /** In place of the schema of an order's `note`. */
  property?: JsonObject
  /** Over the shared schema `Order`. */
  schema?: JsonObject
}

export type RuleGroup = 'Description' | 'Operations' | 'Paths' | 'Parameters' | 'Responses' | 'Security' | 'Schemas'

interface RuleTexts {
  group: RuleGroup
  /** What holds when nothing is found. */
  title: string
  severity: LintSeverity | 'off'
  why: string
  fix: string
  bad: LintExample
  good: LintExample
}

export interface Looked {
  place: Place
  found: Found[]
}

export interface ReadyRule extends RuleTexts {
  /** True when it can mend some of its findings. */
  fixable: boolean
  /** Each place that it judges, in order, with what is wrong there. */
  look(facts: Facts): Generator<Looked>
}

type Answer = Found | Found[] | string | undefined

/**
 * A ready rule over one kind of place. `check` answers `skip` for a place that the rule has no opinion on (it does not count as
 * looked at), a sentence or findings for what is wrong.
 */
export function rule<K extends TargetKind>(
  on: K,
  texts: RuleTexts & { fixable?: true; check: (target: Targets[K], facts: Facts) => Answer | typeof skip },
): ReadyRule {
  const { check, fixable, ...rest } = texts
  return {
    ...rest,
    fixable: fixable === true,
    *look(facts) {
      for (const target of facts.lists[on]) {
        const answer = check(target, facts)
        if (answer === skip) continue
        yield { place: target, found: listOf(answer) }
      }
    },
  }
}

export const skip = Symbol('skip')

function listOf(answer: Answer): Found[] {
  if (answer === undefined) return []
  if (typeof answer === 'string') return [{ message: answer }]
  return Array.isArray(answer) ? answer : [answer]
}

/** Inline code that a value cannot break out of, cut at 80 characters. */
export function code(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 79)}…` : text
  return `\`${cut.replaceAll('`', 'ˋ').replace(/\s+/g, ' ')}\``
}
