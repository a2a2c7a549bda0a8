import { type ChangeClass, changeClasses } from '@gatehouse/contracts/contract-diff'

/** A change as reports say it. `sentence` is Markdown with inline code only, `before` and `after` are texts. */
export interface ReportedChange {
  severity: ChangeClass
  sentence: string
  before: string | null
  after: string | null
}

export interface DiffReport {
  /** What was compared: "Orders v1". */
  title: string
  /** Null: nothing, so everything is new. */
  from: string | null
  to: string
  /** "1 breaking, 2 safe" */
  summary: string
  changes: readonly ReportedChange[]
}

const headings: Record<ChangeClass, [word: string, meaning: string]> = {
  breaking: ['Breaking', 'calls that worked can fail'],
  risky: ['Risky', 'some callers may notice'],
  safe: ['Safe', 'callers need not care'],
}

/** Changes that a reader of a pull request sees before he opens the rest. */
const shownOf: Record<ChangeClass, number> = { breaking: 25, risky: 10, safe: 5 }
/** GitHub takes comments of 65,536 characters. */
const longest = 60_000
const longestSide = 2_000

/** The changes for a pull request: grouped by class, long lists folded, whatever the contract's names and texts contain. */
export function diffMarkdown({ title, from, to, summary, changes }: DiffReport): string {
  const head = [
    `### ${plainText(title)}: ${plainText(from ?? 'nothing')} → ${plainText(to)}`,
    changes.length === 0 ? 'Nothing differs.' : `**${plainText(summary)}**`,
  ]
  const parts: string[] = []
  let room = longest - head.join('\n\n').length
  let left = changes.length
  for (const severity of changeClasses) {
    const own = changes.filter((change) => change.severity === severity)
    if (own.length === 0) continue
    const [word, meaning] = headings[severity]
    const items: string[] = []
    for (const change of own) {
      const item = markdownItem(change)
      if (item.length + 200 > room) break
      room -= item.length + 1
      items.push(item)
    }
    left -= items.length
    parts.push(
      `#### ${word}: ${own.length}`,
      `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`,
      folded(items, severity),
    )
  }
  if (left > 0) parts.push(`And ${left} more that have no room here.`)
  return `${[...head, ...parts.filter((part) => part !== '')].join('\n\n')}\n`
}

function folded(items: readonly string[], severity: ChangeClass): string {
  const most = shownOf[severity]
  // One or two more are shorter than the fold.
  if (items.length <= most + 2) return items.join('\n')
  const rest = items.slice(most)
  return [
    items.slice(0, most).join('\n'),
    `<details><summary>${rest.length} more ${severity} changes</summary>`,
    rest.join('\n'),
    '</details>',
  ].join('\n\n')
}

function markdownItem({ severity, sentence, before, after }: ReportedChange): string {
  const line = `- ${markdownSentence(sentence)}`
  const sides = [before ?? '', after ?? '']
  const long = sides.some((side) => side.length > longestSide)
  if (severity === 'safe' || long || sides.every((side) => side === '')) return line
  const signed = [marked('-', sides[0] ?? ''), marked('+', sides[1] ?? '')].filter((side) => side !== '').join('\n')
  const fence = '`'.repeat(Math.max(3, ...[...signed.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  const block = ['<details><summary>Before and after</summary>', '', `${fence}diff`, signed, fence, '', '</details>']
  return [line, ...block.map((text) => (text === '' ? '' : text.replace(/^/gm, '  ')))].join('\n')
}

function marked(sign: string, side: string): string {
  return side === '' ? '' : visible(side, '\n').replace(/^/gm, `${sign} `)
}

/** Code stays code, and the rest is only text: no markup, no mention, no link of whoever wrote the contract. */
function markdownSentence(sentence: string): string {
  return sentence
    .split('`')
    .map((piece, index) => {
      if (index % 2 === 0) return plainText(piece)
      const text = visible(piece)
      return text.trim() === '' ? '' : `\`${text}\``
    })
    .join('')
}

function plainText(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]()<>#+!|~&$-]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : `\\${sign}`))
    .replace(/@|:\/\/|\bwww\.|(?<=\\#)(?=\d)/gi, (start) =>
      start === '' ? '<!-- -->' : `${start.slice(0, 1)}<!-- -->${start.slice(1)}`,
    )
}

/** Without what moves a terminal's cursor or turns the direction of writing. `kept` may stay. */
function visible(text: string, kept = ''): string {
  return text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (sign) => (sign === kept ? sign : ' '))
}

/** The changes for a terminal. */
export function diffText({ title, from, to, summary, changes }: DiffReport): string {
  const lines = [`${title}: ${from ?? 'nothing'} → ${to}`, changes.length === 0 ? 'Nothing differs.' : summary]
  for (const severity of changeClasses) {
    const own = changes.filter((change) => change.severity === severity)
    if (own.length === 0) continue
    const [word, meaning] = headings[severity]
    lines.push('', `${word}: ${own.length} (${meaning})`)
    for (const { sentence } of own) lines.push(`  - ${sentence.replaceAll('`', '')}`)
  }
  return `${lines.map((line) => visible(line)).join('\n')}\n`
}
