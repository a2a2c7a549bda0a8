import type { ApiDescription } from '@gatehouse/contracts/api-description'
import {
  type ActiveLintWaiver,
  type LintFinding,
  type LintRuleResult,
  type LintRuleset,
  type LintSummary,
  lintWeights,
} from '@gatehouse/contracts/lint'
import { type JudgedFinding, type JudgedRule, judge } from './judge.ts'

export interface LintResult extends LintSummary {
  /** Rules with findings, those that cost most first. */
  rules: LintRuleResult[]
  /** Rules that found nothing. */
  passed: number
  /** Findings that count, in the order of `rules`. */
  findings: LintFinding[]
  waivedFindings: (LintFinding & { waiver: string })[]
}

/**
 * Judges a contract: score, rules and findings. Pure; `now` in milliseconds decides which waivers still hold. An expired waiver is
 * none, so its findings count again without anybody doing anything.
 */
export function lint(
  description: ApiDescription,
  ruleset: LintRuleset,
  waivers: readonly ActiveLintWaiver[],
  now: number,
): LintResult {
  return settle(judge(description, ruleset), waivers, now)
}

/** The second half of `lint`: waivers and score over what the rules said. */
export function settle(judged: readonly JudgedRule[], waivers: readonly ActiveLintWaiver[], now: number): LintResult {
  const active = waivers.filter(({ expiresAt }) => expiresAt > now)
  const settled = judged.map((rule) =>
    settleRule(
      rule,
      active.filter((waiver) => waiver.rule === rule.rule),
    ),
  )
  const shown = settled
    .filter(({ result }) => result.findings + result.waived > 0)
    .sort((a, b) => b.result.cost - a.result.cost || (a.result.rule < b.result.rule ? -1 : 1))
  const count = (severity: LintFinding['severity']) =>
    shown.reduce((sum, { result }) => (result.severity === severity ? sum + result.findings : sum), 0)
  return {
    score: lintScore(shown.map(({ result }) => result)),
    error: count('error'),
    warn: count('warn'),
    info: count('info'),
    waived: shown.reduce((sum, { result }) => sum + result.waived, 0),
    rules: shown.map(({ result }) => result),
    passed: judged.length - shown.length,
    findings: shown.flatMap(({ findings }) => findings),
    waivedFindings: shown.flatMap(({ waived }) => waived),
  }
}

/** `lintFormula`. Rules in the order of their ids, so that the sum of fractions is the same on every machine. */
export function lintScore(rules: readonly Pick<LintRuleResult, 'rule' | 'cost' | 'findings'>[]): number {
  const lost = [...rules].sort((a, b) => (a.rule < b.rule ? -1 : 1)).reduce((sum, { cost }) => sum + cost, 0)
  if (!rules.some(({ findings }) => findings > 0)) return 100
  return Math.min(99, Math.max(0, Math.floor(100 - lost + 1e-9)))
}

function settleRule(judged: JudgedRule, waivers: readonly ActiveLintWaiver[]) {
  const { findings: all, further, ...texts } = judged
  const findings: LintFinding[] = []
  const waived: (LintFinding & { waiver: string })[] = []
  const broken = new Set<number>()
  let fixable = 0
  for (const finding of all) {
    const waiver = waivers.find(({ pointer }) => covers(pointer, finding.place))
    if (waiver) {
      waived.push({ ...shownFinding(finding), waiver: waiver.id })
      continue
    }
    broken.add(finding.nth)
    if (finding.fixable) fixable += 1
    findings.push(shownFinding(finding))
  }
  const everywhere = waivers.some(({ pointer }) => pointer === null)
  const more = everywhere ? 0 : further
  const count = broken.size + more
  const result: LintRuleResult = {
    ...texts,
    broken: count,
    findings: findings.length + more,
    waived: waived.length + further - more,
    fixable,
    cost: judged.places === 0 ? 0 : (lintWeights[judged.severity] * count) / judged.places,
  }
  return { result, findings, waived }
}

/** Whether the waiver's place is the finding's, or one above it. */
function covers(waiver: string | null, place: string): boolean {
  return waiver === null || place === waiver || place.startsWith(`${waiver}/`)
}

function shownFinding({ nth: _, edits: __, ...finding }: JudgedFinding): LintFinding {
  return finding
}
