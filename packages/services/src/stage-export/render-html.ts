import type { OperationEntry, PolicyEntry, StageDocument, Statement } from './collect-stage.ts'
import { callersText, dayText, hitsText, reviewText } from './document-texts.ts'

const style = `
  :root { color-scheme: light; }
  * { box-sizing: border-box; }
  body { margin: 0 auto; padding: 32px; max-width: 820px; background: #fff; color: #1a1d21; font: 14px/1.5 ui-sans-serif, system-ui, sans-serif; }
  h1 { font-size: 26px; line-height: 1.2; margin: 0 0 8px; }
  h2 { font-size: 19px; margin: 36px 0 12px; padding-bottom: 6px; border-bottom: 2px solid #1a1d21; }
  h3 { font-size: 16px; margin: 24px 0 4px; }
  h4 { font-size: 14px; margin: 16px 0 4px; }
  code { font: 12.5px/1.4 ui-monospace, monospace; background: #f1f3f5; padding: 1px 4px; border-radius: 3px; overflow-wrap: anywhere; }
  p { margin: 4px 0; } ul { margin: 6px 0 6px 18px; padding: 0; } li { margin: 2px 0; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 16px 0; } dt { color: #545b63; } dd { margin: 0; overflow-wrap: anywhere; }
  .meta, .hits { color: #545b63; }
  .review { border-left: 3px solid #0b6b3a; padding-left: 8px; } .review[data-state=changed], .review[data-state=never], .review[data-state=due] { border-color: #9a3412; }
  .open { border: 1px solid #9a3412; color: #9a3412; border-radius: 3px; padding: 0 5px; font-weight: 600; font-size: 12px; }
  section.operation { border-top: 1px solid #d5d9de; padding-top: 2px; }
  nav ul { columns: 2; list-style: none; margin-left: 0; }
  a { color: #0b4fb3; }
  @media (max-width: 600px) { body { padding: 16px; } nav ul { columns: 1; } dl { grid-template-columns: 1fr; } dt { margin-top: 6px; } }
  @page { size: A4; margin: 16mm 14mm; }
  @media print { body { padding: 0; max-width: none; font-size: 10.5pt; } h2, h3, h4 { break-after: avoid; } section.operation, li { break-inside: avoid; } nav { display: none; } a { color: inherit; text-decoration: none; } }
`

/** The document as HTML that stands by itself: no script, nothing from elsewhere; made to be read and to be printed. */
export function renderHtml(document: StageDocument): string {
  const { stage, organization, at, snapshot, hitDays, versions } = document
  const list = (statements: readonly Statement[], examples: PolicyEntry['examples']) => {
    const items = [
      ...statements.map(
        ({ sentence, hits }) =>
          `<li>${inline(sentence)}${hits ? ` <span class="hits">(${escaped(hitsText(hits, hitDays))})</span>` : ''}</li>`,
      ),
      ...examples.map(
        ({ title, expected, holds, came }) =>
          `<li>Example “${escaped(title)}”: ${escaped(expected)}${holds ? ', and it is' : `, <strong>but it is ${escaped(came)}</strong>`}.</li>`,
      ),
    ]
    return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`
  }
  const review = ({ review: own }: PolicyEntry) =>
    `<p class="review" data-state="${own.state}">${escaped(reviewText(own))}</p>`
  const policies = (entries: readonly PolicyEntry[], none: string) =>
    entries.length === 0
      ? `<p>${none}</p>`
      : entries
          .map((entry) => `<h3>${escaped(entry.title)}</h3>${review(entry)}${list(entry.statements, entry.examples)}`)
          .join('\n')
  const operation = (entry: OperationEntry) =>
    `<section class="operation"><h4><code>${escaped(entry.operation)}</code>${entry.anonymous ? ' <span class="open">open to everybody</span>' : ''}</h4>
<p>Who can call: ${inline(callersText(entry))}</p>${list(entry.statements, entry.examples)}</section>`
  const body = versions.map(
    (version, place) => `<h3 id="version-${place}">${escaped(version.title)}</h3>
<p class="meta">${escaped(version.revision)}, since ${dayText(version.since)}; owned by ${escaped(version.api.owner)}.</p>
${review(version)}${list(version.statements, version.examples)}
${version.operations.map(operation).join('\n')}`,
  )
  const contents = versions.map(
    ({ title, operations }, place) =>
      `<li><a href="#version-${place}">${escaped(title)}</a> <span class="meta">${operations.length}</span></li>`,
  )
  const title = `Who may call what on ${stage.name}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ${escaped(organization)} · ${at.slice(0, 10)}</title><style>${style}</style></head>
<body><main>
<h1>${escaped(title)}</h1>
<dl><dt>Organization</dt><dd>${escaped(organization)}</dd><dt>Stage</dt><dd>${escaped(stage.name)}${stage.publicName === null ? '' : `, open to developers as ${escaped(stage.publicName)}`}</dd>
<dt>Gateways at</dt><dd><code>${escaped(stage.address)}</code></dd><dt>As of</dt><dd>${dayText(at)}</dd><dt>Snapshot</dt><dd><code>${snapshot ?? 'none'}</code></dd></dl>
${contents.length === 0 ? '' : `<nav aria-label="APIs"><ul>${contents.join('')}</ul></nav>`}
<h2>Guardrails</h2>
${policies(document.guardrails, 'There are none.')}
<h2>APIs</h2>
${body.length === 0 ? '<p>Nothing runs here.</p>' : body.join('\n')}
<h2>Token rules</h2>
${policies(document.tokenRules, 'There are none: no API takes tokens by rules of its own.')}
<h2>Products</h2>
${policies(document.products, 'There are none.')}
</main></body></html>
`
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}

/** Text with code spans. */
function inline(text: string): string {
  return text
    .split('`')
    .map((part, place) => (place % 2 === 0 ? escaped(part) : `<code>${escaped(part)}</code>`))
    .join('')
}
