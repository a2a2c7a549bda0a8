import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'

const marks: Readonly<Record<PromotionView['checks'][number]['state'], string>> = {
  passed: '✅',
  failed: '❌',
  error: '⚠️',
  running: '⏳',
  waiting: '⏳',
}
const mostChanges = 50
const mostApplications = 5

const stateNames: Readonly<Record<PromotionView['state'], string>> = {
  checking: 'Checking',
  blocked: 'Blocked',
  waiting: 'Waiting for approval',
  ready: 'Ready',
  running: 'Running',
  watching: 'Watching',
  done: 'Done',
  stale: 'Stale',
  cancelled: 'Cancelled',
  'rolled-back': 'Rolled back',
}

/** A promotion as Markdown, for a pull request: the sentences of the page, in its order. Pure. */
export function promotionReport(view: PromotionView, consoleUrl: string): string {
  const { counts, approval } = view
  const access = `${counts.access} access ${counts.access === 1 ? 'change' : 'changes'}`
  const touched =
    counts.applications === null
      ? ''
      : ` · applications affected: ${counts.applications.affected} of ${counts.applications.active} active`
  const reason = view.stateReason === null ? '' : `: ${text(view.stateReason)}`
  return `${[
    `### ${text(view.title)}`,
    `**${stateNames[view.state]}**${reason}`,
    text(view.sentence),
    `Contract: ${counts.contract.text} · ${access}${touched}`,
    section(
      'What is missing',
      view.blockers.map(({ sentence }) => `- ${text(sentence)}`),
    ),
    checksTable(view),
    section('What changes', changeLines(view)),
    approval.needed === 0 && approval.decisions.length === 0 ? '' : section('Approval', approvalLines(view)),
    `[Open the promotion](${consoleUrl}/promotions/${view.id}) · revision \`${view.revision.shortHash}\` · bound to \`${view.boundHash.slice(0, 12)}\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}

function checksTable(view: PromotionView): string {
  if (view.checks.length === 0) return ''
  const rows = view.checks.map((check) => {
    const override = check.override
      ? ` Overridden until ${check.override.expiresAt.slice(0, 10)} by ${check.override.by.name}: ${check.override.reason}`
      : ''
    const verdict = check.verdict ?? (check.state === 'running' ? 'Running' : 'Waits')
    return `| ${marks[check.state]} | ${cell(check.label)} | ${check.required ? 'required' : 'advisory'} | ${cell(verdict + override)} |`
  })
  const evidence = view.checks
    .filter(({ state, evidence }) => state !== 'passed' && evidence.sentences.length > 0)
    .map(({ label, evidence }) =>
      details(
        label,
        evidence.sentences.map((sentence) => `- ${text(sentence)}`),
      ),
    )
  return [['| | Check | | Verdict |', '|---|---|---|---|', ...rows].join('\n'), ...evidence].join('\n\n')
}

function changeLines(view: PromotionView): string[] {
  const lines = view.changes.slice(0, mostChanges).map(({ severity, sentence, applications }) => {
    const named = applications?.slice(0, mostApplications).map(({ name, calls, basis }) => {
      const may = basis === 'may-read' ? ', may read it' : ''
      return `${text(name)} (${calls.toLocaleString('en')} calls${may})`
    })
    const more = (applications?.length ?? 0) - mostApplications
    const who = named && named.length > 0 ? ` — ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}` : ''
    return `- **${severity}** ${text(sentence)}${who}`
  })
  const total = view.counts.contract.breaking + view.counts.contract.risky + view.counts.contract.safe
  return total > lines.length ? [...lines, `- … and ${total - lines.length} more`] : lines
}

function approvalLines({ approval }: PromotionView): string[] {
  return [
    `- ${text(approval.sentence)}`,
    ...approval.decisions.map(({ by, decision, reason, holds }) => {
      const lost = holds ? '' : ' (for what has changed since)'
      return `- ${text(by.name)} ${decision} it${lost}${reason === null ? '' : `: ${text(reason)}`}`
    }),
  ]
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `#### ${title}\n\n${lines.join('\n')}`
}

function details(title: string, lines: readonly string[]): string {
  return `<details><summary>${text(title)}</summary>\n\n${lines.join('\n')}\n\n</details>`
}

/** Text of people inside of Markdown: it makes no line, no tag, no link and no mention of its own. */
function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replaceAll('<', '&lt;')
    .replace(/([[\]!])/g, '\\$1')
    .replace(/@(?=\w)/g, '@\u200b')
}

function cell(value: string): string {
  return text(value).replaceAll('|', '\\|')
}
