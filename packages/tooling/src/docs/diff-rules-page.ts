import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DiffRule, operationRules, type RuleText } from '@gatehouse/importers/diff-rules-operations'
import { schemaRules } from '@gatehouse/importers/diff-rules-schemas'
import { repositoryRoot } from '../repository.ts'
import { code, page, table } from './markdown.ts'

const goldenSentences = 'packages/importers/test/diff-sentences.golden.md'

/** The sentence that each rule gives for its golden pair, by rule and direction; the importers' tests hold the file to the rules. */
function examples(): ReadonlyMap<string, string> {
  const lines = readFileSync(join(repositoryRoot, goldenSentences), 'utf8').split('\n').slice(2)
  return new Map(
    lines.flatMap((line) => {
      const [rule, direction, , ...rest] = line.replace(/^\| | \|$/g, '').split(' | ')
      // The last is the pointer; a sentence may have a bar of its own.
      return rule === undefined || direction === undefined
        ? []
        : [[`${rule} ${direction}`, rest.slice(0, -1).join(' | ')]]
    }),
  )
}

/** `{op}` and `{what}` are places that the finding fills. In a table they are words in italics, not code within code. */
function sentence(text: RuleText | undefined): [string, string] {
  if (text === undefined) return ['', '']
  const [changeClass, template] = text
  return [changeClass, template.replace(/\{(\w+)\}/g, '‹$1›')]
}

function rows(rules: Readonly<Record<string, DiffRule>>, shown: ReadonlyMap<string, string>): string[][] {
  return Object.entries(rules).flatMap(([id, rule]) =>
    (['request', 'response', 'none'] as const).flatMap((direction) => {
      const [changeClass, text] = sentence(rule[direction])
      return changeClass === ''
        ? []
        : [[code(id), direction === 'none' ? '–' : direction, changeClass, text, shown.get(`${id} ${direction}`) ?? '']]
    }),
  )
}

export function diffRulesPage(): string {
  const head = ['Rule', 'In', 'Class', 'Sentence', 'Example']
  const shown = examples()
  const count = Object.keys(operationRules).length + Object.keys(schemaRules).length
  return page(
    'Rules of the contract diff',
    '`packages/importers/src/diff-rules-operations.ts`, `diff-rules-schemas.ts`; examples: `packages/importers/test/diff-cases.ts`',
    `${count} rules compare two contracts. **breaking**: a caller that was right before may fail now. **risky**: it depends on what the caller does. **safe**: nobody can notice harm. The same change is judged by direction: what narrows a request breaks callers, what narrows a response does not. Parts in ‹ › are filled in.`,
    '## Operations, parameters, bodies, responses, security',
    table(head, rows(operationRules, shown)),
    '## Schemas',
    table(head, rows(schemaRules, shown)),
  )
}
