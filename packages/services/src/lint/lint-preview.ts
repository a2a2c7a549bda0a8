import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { LintPreview } from '@gatehouse/contracts/lint'
import { settle } from '@gatehouse/importers/lint/lint'
import { runLint } from '@gatehouse/importers/lint/run-lint'
import type { Db } from '../apis/find-version.ts'
import { loadRuleset } from './load-ruleset.ts'

const shown = 5

/** What the organization's rules would say of a contract that nobody has saved yet. */
export async function lintPreview(db: Db, description: ApiDescription): Promise<LintPreview> {
  const { ruleset } = await loadRuleset(db)
  const judged = await runLint({ description: JSON.stringify(description), ruleset })
  const { score, error, warn, info, waived, rules } = settle(judged, [], 0)
  return { score, error, warn, info, waived, rules: rules.slice(0, shown) }
}
