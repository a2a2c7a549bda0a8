import { type DiffRule, operationRules, type RuleText } from '@gatehouse/importers/diff-rules-operations'
import { schemaRules } from '@gatehouse/importers/diff-rules-schemas'
import { code, page, table } from './markdown.ts'

/** `{op}` and `{what}` are places that the finding fills. In a table they are words in italics, not code within code. */
function sentence(text: RuleText | undefined): [string, string] {
  if (text === undefined) return ['', '']
  const [changeClass, template] = text
  return [changeClass, template.replace(/\{(\w+)\}/g, '‹$1›')]
}

function rows(rules: Readonly<Record<string, DiffRule>>): string[][] {
  return Object.entries(rules).flatMap(([id, rule]) =>
    (['request', 'response', 'none'] as const).flatMap((direction) => {
      const [changeClass, text] = sentence(rule[direction])
      return changeClass === '' ? [] : [[code(id), direction === 'none' ? '–' : direction, changeClass, text]]
    }),
  )
}

export function diffRulesPage(): string {
  const head = ['Rule', 'In', 'Class', 'Sentence']
  const count = Object.keys(operationRules).length + Object.keys(schemaRules).length
  return page(
    'Rules of the contract diff',
    '`packages/importers/src/diff-rules-operations.ts`, `diff-rules-schemas.ts`',
    `${count} rules compare two contracts. **breaking**: a caller that was right before may fail now. **risky**: it depends on what the caller does. **safe**: nobody can notice harm. The same change is judged by direction: what narrows a request breaks callers, what narrows a response does not. Parts in ‹ › are filled in.`,
    '## Operations, parameters, bodies, responses, security',
    table(head, rows(operationRules)),
    '## Schemas',
    table(head, rows(schemaRules)),
  )
}
