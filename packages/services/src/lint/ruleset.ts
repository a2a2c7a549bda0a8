import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { getLintRuleset as getEndpoint } from '@gatehouse/contracts/endpoints/lint'
import type { Json } from '@gatehouse/contracts/json'
import { type LintRuleset, lintFormula, lintRuleset } from '@gatehouse/contracts/lint'
import { ownRuleProblem } from '@gatehouse/importers/lint/own-rules'
import { readyRules } from '@gatehouse/importers/lint/ready-rules'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { type LoadedRuleset, loadRuleset } from './load-ruleset.ts'

type RulesetView = EndpointOutput<typeof getEndpoint>

function toView({ ruleset, updatedAt, etag }: LoadedRuleset): RulesetView {
  return {
    rules: Object.entries(readyRules).map(([id, { group, title, why, fix, severity, fixable, bad, good }]) => ({
      id,
      group,
      title,
      why,
      fix,
      severity,
      setting: (Object.hasOwn(ruleset.ready, id) ? ruleset.ready[id] : undefined) ?? severity,
      fixable,
      bad: JSON.stringify(bad, null, 2),
      good: JSON.stringify(good, null, 2),
    })),
    own: ruleset.own,
    formula: lintFormula,
    updatedAt: updatedAt?.toISOString() ?? null,
    etag,
  }
}

export const getLintRuleset = query({
  name: 'lint.ruleset',
  // One set for the organization: whoever reads contracts anywhere may know what they are held to.
  allowed: { permission: 'api.read', anyScope: true },
  input: getEndpoint.params,
  run: async ({ db }) => toView(await loadRuleset(db)),
})

/** Saves severities and own rules. Settings that a rule comes with are left out, so that later releases can change them. */
export const putLintRuleset = verb({
  name: 'lint.configure',
  allowed: { permission: 'lint.manage' },
  read: 'api.read',
  input: lintRuleset,
  run: async ({ ctx, tx, input, ifMatch }) => {
    checkRules(input)
    await tx.$executeRaw`INSERT INTO lint_ruleset (id, updated_at) VALUES ('default', now()) ON CONFLICT (id) DO NOTHING`
    await tx.$queryRaw`SELECT 1 FROM lint_ruleset WHERE id = 'default' FOR UPDATE`
    const before = await loadRuleset(tx)
    checkEtag(before.etag, ifMatch)
    const ready = Object.fromEntries(
      Object.entries(input.ready).filter(([id, setting]) => readyRules[id]?.severity !== setting),
    )
    const rules = { ready, own: input.own }
    await tx.lintRuleset.update({ where: { id: 'default' }, data: { rules, etag: { increment: 1 } } })
    await wakePromotions(tx, { checks: { some: { check: 'lint' } } }, ctx.now())
    return { before: before.ruleset, after: rules, view: toView(await loadRuleset(tx)) }
  },
  audit: ({ result }) => ({
    target: { kind: 'lint-ruleset', id: 'default' },
    before: result.before as unknown as Json,
    after: JSON.parse(JSON.stringify(result.after)) as Json,
  }),
  answer: ({ view }) => view,
})

function checkRules({ ready, own }: LintRuleset): void {
  const unknown = Object.keys(ready).find((id) => !Object.hasOwn(readyRules, id))
  if (unknown !== undefined) throw new DomainError('invalid_input', `There is no ready rule “${unknown}”.`)
  for (const [index, rule] of own.entries()) {
    const problem = Object.hasOwn(readyRules, rule.id) ? `A ready rule has the id “${rule.id}”.` : ownRuleProblem(rule)
    if (problem === undefined) continue
    throw new DomainError('invalid_input', problem, {
      errors: [{ in: 'body', pointer: `/own/${index}`, rule: 'lint-rule', expected: problem }],
    })
  }
}
