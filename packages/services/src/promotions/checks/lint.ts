import { settle } from '@gatehouse/importers/lint/lint'
import { runLint } from '@gatehouse/importers/lint/run-lint'
import { activeWaivers } from '../../lint/active-waivers.ts'
import { judgeContract } from '../../lint/judge-contract.ts'
import { loadRuleset } from '../../lint/load-ruleset.ts'
import type { PromotionCheckKind } from '../check.ts'

/** The contract against the organization's lint rules: an error fails it, and a score below the one that the stage asks for. */
export const lintCheck: PromotionCheckKind<'lint'> = {
  name: 'lint',
  label: 'Lint',
  needsSource: false,
  slow: false,
  inputs: async (db, { version }) => ({
    ruleset: (await loadRuleset(db)).ruleset,
    waivers: await activeWaivers(db, version.id),
  }),
  run: async (ctx, { version, content, revision }, { minScore }) => {
    const db = ctx.db.prisma
    const { ruleset } = await loadRuleset(db)
    const rules = revision
      ? (await judgeContract(db, version, ruleset, revision.number)).rules
      : await runLint({ description: JSON.stringify(content.contract), ruleset })
    const result = settle(rules, await activeWaivers(db, version.id), ctx.now().getTime())
    const errors = result.findings.filter(({ severity }) => severity === 'error')
    const low = result.score < minScore
    const shown = errors.length > 0 ? errors : low ? result.findings : []
    return {
      passed: errors.length === 0 && !low,
      verdict:
        errors.length > 0
          ? `${errors.length} ${errors.length === 1 ? 'finding is an error' : 'findings are errors'}; score ${result.score} of 100.`
          : low
            ? `Score ${result.score} of 100, less than the ${minScore} asked for.`
            : `No errors; score ${result.score} of 100.`,
      evidence: {
        sentences: shown.map(({ operation, message }) => (operation ? `\`${operation}\`: ${message}` : message)),
        link: `/apis/${version.api.slug}/${version.name}/contract/lint`,
      },
    }
  },
}
