import { type LintRuleset, lintRuleset } from '@gatehouse/contracts/lint'
import { readyRules } from '@gatehouse/importers/lint/ready-rules'
import type { Db } from '../apis/find-version.ts'

export interface LoadedRuleset {
  ruleset: LintRuleset
  updatedAt: Date | null
  etag: number
}

/** The organization's lint rules; the ready ones as they come when nobody changed them. */
export async function loadRuleset(db: Db): Promise<LoadedRuleset> {
  const row = await db.lintRuleset.findUnique({ where: { id: 'default' } })
  if (!row) return { ruleset: lintRuleset.parse({}), updatedAt: null, etag: 1 }
  return { ruleset: lintRuleset.parse(row.rules), updatedAt: row.updatedAt, etag: row.etag }
}

/** What the rule demands, in words; its id when it is none any more. */
export function ruleTitle(ruleset: LintRuleset, rule: string): string {
  if (Object.hasOwn(readyRules, rule)) return readyRules[rule]?.title ?? rule
  return ruleset.own.find(({ id }) => id === rule)?.title ?? rule
}

export function isRule(ruleset: LintRuleset, rule: string): boolean {
  return Object.hasOwn(readyRules, rule) || ruleset.own.some(({ id }) => id === rule)
}
