import { campaignKindNames } from '@gatehouse/contracts/endpoints/campaign-views'
import type { CampaignDocument, DocumentItem } from './campaign-document.ts'

type Line = { what: string; used: string; decision: string; by: string; effect: string }
type Group = { holder: string; lines: Line[] }
type Table = { title: string; facts: [label: string, value: string][]; groups: Group[] }

const decisions = { keep: 'Keep', revoke: 'Revoke', unanswered: 'Not answered' } as const
const outcomes = {
  kept: 'Kept',
  revoked: 'Revoked',
  suspended: 'Suspended',
  gone: 'Gone meanwhile',
  'not-possible': 'Not possible',
} as const

const time = (at: string | null) => (at === null ? '' : `${at.slice(0, 16).replace('T', ' ')} UTC`)

/** What both readable twins say, in one place. */
function tableOf({ organization, campaign, counts, items }: CampaignDocument): Table {
  const result = Object.entries(counts.outcomes)
    .filter(([, n]) => n > 0)
    .map(([outcome, n]) => `${n} ${outcomes[outcome as keyof typeof outcomes].toLowerCase()}`)
  const ended = campaign.endedBy ? `, ended by ${campaign.endedBy.name}` : ''
  return {
    title: `Access review: ${campaign.name}`,
    facts: [
      ['Organization', organization.name],
      ['What', campaign.what.join(', ')],
      ['Scope', campaign.scope],
      ['Asked', campaign.reviewers],
      ['Campaign’s owner', campaign.owner.name],
      ['Opened', time(campaign.openedAt)],
      ['Due', `${time(campaign.dueAt)}${ended}`],
      ['Closed', time(campaign.closedAt)],
      ['Items', String(counts.total)],
      ['Decisions', `${counts.keep} keep, ${counts.revoke} revoke, ${counts.unanswered} not answered`],
      ['Effects', result.join(', ')],
      ['Id', campaign.id],
      ...(campaign.description === '' ? [] : [['Note', campaign.description] as [string, string]]),
    ],
    groups: [...Map.groupBy(items, ({ holder }) => `${holder.kind}:${holder.id}`).values()].map((own) => ({
      holder: holderText(own),
      lines: own.map(toLine),
    })),
  }
}

function holderText([first]: readonly DocumentItem[]): string {
  if (!first) return ''
  const { name, team, kind } = first.holder
  return team && kind !== 'team' ? `${name} (${team.name})` : name
}

function toLine(item: DocumentItem): Line {
  const calls = item.calls90 === null ? '' : `, ${item.calls90} calls in 90 days`
  const last = item.lastUsedAt === null ? 'never' : time(item.lastUsedAt)
  const asked = item.reviewers.map(({ name }) => name).join(', ')
  return {
    what: `${campaignKindNames[item.kind].one}: ${item.what}`,
    used: `${last}${calls}`,
    decision: `${decisions[item.decision]}${item.note === null ? '' : `: ${item.note}`}`,
    by: item.decidedBy === null ? `asked: ${asked || 'nobody'}` : `${item.decidedBy.name}, ${time(item.decidedAt)}`,
    effect: `${item.outcome === null ? '' : outcomes[item.outcome]}${item.effectAt === null ? '' : `, ${time(item.effectAt)}`}${item.outcomeNote === null ? '' : `. ${item.outcomeNote}`}`,
  }
}

const columns = ['What', 'Last used', 'Decision', 'By', 'Effect'] as const
const cells = ({ what, used, decision, by, effect }: Line) => [what, used, decision, by, effect]

/** Text of people in Markdown: nothing of it is markup, and a cell stays a cell. */
const inMarkdown = (text: string) =>
  text.replaceAll(/[\\`*_{}[\]<>#|!~]/g, (mark) => `\\${mark}`).replaceAll(/\s+/g, ' ')

export function documentMarkdown(content: CampaignDocument): string {
  const { title, facts, groups } = tableOf(content)
  const row = (texts: readonly string[]) => `| ${texts.map(inMarkdown).join(' | ')} |`
  return `${[
    `# ${inMarkdown(title)}`,
    facts.map(([label, value]) => `- **${label}:** ${inMarkdown(value)}`).join('\n'),
    ...groups.map(({ holder, lines }) =>
      [
        `## ${inMarkdown(holder)}\n`,
        row(columns),
        `|${' --- |'.repeat(columns.length)}`,
        ...lines.map((line) => row(cells(line))),
      ].join('\n'),
    ),
  ].join('\n\n')}\n`
}

const inHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `body{font:14px/1.5 system-ui,sans-serif;max-width:1100px;margin:32px auto;padding:0 16px;color:#18181b}
table{border-collapse:collapse;width:100%;margin:8px 0 24px}th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid #e4e4e7}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{color:#52525b}dd{margin:0}h2{font-size:16px;margin:24px 0 0}`

export function documentHtml(content: CampaignDocument): string {
  const { title, facts, groups } = tableOf(content)
  const row = (tag: 'td' | 'th', texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${inHtml(text)}</${tag}>`).join('')}</tr>`
  const tables = groups.map(
    ({ holder, lines }) =>
      `<h2>${inHtml(holder)}</h2>\n<table><thead>${row('th', columns)}</thead><tbody>\n${lines.map((line) => row('td', cells(line))).join('\n')}\n</tbody></table>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${inHtml(title)}</title><style>${style}</style></head><body>
<h1>${inHtml(title)}</h1>
<dl>${facts.map(([label, value]) => `<dt>${inHtml(label)}</dt><dd>${inHtml(value)}</dd>`).join('')}</dl>
${tables.join('\n')}
</body></html>
`
}
