import type { OperationEntry, PolicyEntry, StageDocument, Statement } from './collect-stage.ts'
import { callersText, dayText, hitsText, reviewText } from './document-texts.ts'

/** The document as Markdown. */
export function renderMarkdown(document: StageDocument): string {
  const { stage, organization, at, snapshot, hitDays } = document
  const list = (statements: readonly Statement[]) =>
    statements.map(({ sentence, hits }) => `- ${inline(sentence)}${hits ? ` *(${hitsText(hits, hitDays)})*` : ''}`)
  const policy = (entry: PolicyEntry, level: string) => [
    `${level} ${inline(entry.title)}`,
    '',
    inline(reviewText(entry.review)),
    '',
    ...list(entry.statements),
    ...examples(entry),
    '',
  ]
  const operation = (entry: OperationEntry) => [
    `#### \`${code(entry.operation)}\`${entry.anonymous ? ' (open to everybody)' : ''}`,
    '',
    `Who can call: ${inline(callersText(entry))}`,
    '',
    ...list(entry.statements),
    ...examples(entry),
    '',
  ]
  return [
    `# Who may call what on ${inline(stage.name)}`,
    '',
    `${inline(organization)}, ${dayText(at)}. Snapshot \`${snapshot ?? 'none'}\`. Gateways at \`${code(stage.address)}\`.`,
    '',
    '## Guardrails',
    '',
    ...(document.guardrails.length === 0
      ? ['There are none.', '']
      : document.guardrails.flatMap((one) => policy(one, '###'))),
    '## APIs',
    '',
    ...(document.versions.length === 0 ? ['Nothing runs here.', ''] : []),
    ...document.versions.flatMap((version) => [
      `### ${inline(version.title)}`,
      '',
      `${version.revision}, since ${dayText(version.since)}; owned by ${inline(version.api.owner)}. ${inline(reviewText(version.review))}`,
      '',
      ...list(version.statements),
      ...examples(version),
      '',
      ...version.operations.flatMap(operation),
    ]),
    '## Token rules',
    '',
    ...(document.tokenRules.length === 0
      ? ['There are none: no API takes tokens by rules of its own.', '']
      : document.tokenRules.flatMap((one) => policy(one, '###'))),
    '## Products',
    '',
    ...(document.products.length === 0
      ? ['There are none.', '']
      : document.products.flatMap((one) => policy(one, '###'))),
  ].join('\n')
}

function examples({ examples: own }: Pick<PolicyEntry, 'examples'>): string[] {
  return own.map(
    ({ title, expected, holds, came }) =>
      `- Example “${inline(title)}”: ${expected}${holds ? ', and it is' : `, but it is ${inline(came)}`}.`,
  )
}

/** Text of people inside of a line: no markup, no HTML, no line of its own. Code spans stay. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .split('`')
    .map((part, place) => (place % 2 === 0 ? part.replace(/[\\*_[\]<>#|~]/g, (sign) => `\\${sign}`) : part))
    .join('`')
}

function code(text: string): string {
  return text.replaceAll('`', '')
}
