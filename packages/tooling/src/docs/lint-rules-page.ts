import { lintFields, lintFormula, lintTargets } from '@gatehouse/contracts/lint'
import { readyRules } from '@gatehouse/importers/lint/ready-rules'
import { code, page, table } from './markdown.ts'

export function lintRulesPage(): string {
  const rules = Object.entries(readyRules)
  const groups = [...new Set(rules.map(([, { group }]) => group))]
  const mending = rules.filter(([, { fixable }]) => fixable).length
  return page(
    'Lint rules',
    '`packages/importers/src/lint`',
    `${rules.length} rules judge a contract, whatever format it came in. Each can be set to error, warn, info or off for the organization; ${mending} can mend what they find. A waiver with reason and expiry takes a finding out of the score for at most a year.`,
    '## Score',
    `${lintFormula}`,
    'A rule that every place breaks costs its whole weight; one place of ten costs a tenth of it. 100 means that nothing is found.',
    ...groups.flatMap((group) => [
      `## ${group}`,
      table(
        ['Rule', 'Severity', 'Demands', 'Why', 'What to do'],
        rules
          .filter(([, rule]) => rule.group === group)
          .map(([id, { severity, title, why, fix, fixable }]) => [
            code(id),
            severity,
            title,
            why,
            fixable ? `${fix} (mends)` : fix,
          ]),
      ),
    ]),
    '## Own rules',
    'A rule of an organization is data: `given` says where it looks, `field` at what, `must` what holds there (`required`, `forbidden`, `pattern`, `notPattern`, `casing`, `length`, `oneOf`, `contains`); `where` narrows it to methods, places of parameters, statuses or a prefix of the path. Patterns run in linear time, so look-around and back-references are refused.',
    table(
      ['`given`', '`field`'],
      lintTargets.map((target) => [code(target), lintFields[target].map(code).join(' ')]),
    ),
  )
}
