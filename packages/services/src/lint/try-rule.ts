import { tryLintRule as endpoint } from '@gatehouse/contracts/endpoints/lint'
import { settle } from '@gatehouse/importers/lint/lint'
import { ownRuleProblem } from '@gatehouse/importers/lint/own-rules'
import { readyRules } from '@gatehouse/importers/lint/ready-rules'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { judgeContract } from './judge-contract.ts'

const shown = 20

/** What an own rule would find in a working copy; nothing is saved. */
export const tryLintRule = query({
  name: 'lint.try',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const problem = ownRuleProblem(input.rule)
    if (problem !== undefined) throw new DomainError('invalid_input', problem)
    const version = await requireVersion(db, input)
    const off = Object.fromEntries(Object.keys(readyRules).map((id) => [id, 'off' as const]))
    // A rule that is off is tried all the same.
    const rule = input.rule.severity === 'off' ? { ...input.rule, severity: 'info' as const } : input.rule
    const { rules } = await judgeContract(db, version, { ready: off, own: [rule] })
    const { findings } = settle(rules, [], 0)
    const total = rules.reduce((sum, { findings, further }) => sum + findings.length + further, 0)
    return { places: rules[0]?.places ?? 0, total, findings: findings.slice(0, shown) }
  },
})
