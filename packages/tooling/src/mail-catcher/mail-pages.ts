import type { CaughtMail } from './mailbox.ts'

const style = `
  :root { color-scheme: light dark; --line: light-dark(#e4e4e7, #2e2e33); --muted: light-dark(#63636b, #a1a1aa); --back: light-dark(#fff, #131316); --text: light-dark(#18181b, #f4f4f5); --accent: light-dark(#1d4ed8, #93b4ff) }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
  main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem }
  h1 { font-size: 1.35rem; margin: 0 0 .25rem; overflow-wrap: anywhere }
  p, dd, dt { margin: 0 } .muted, dt, time { color: var(--muted) }
  a { color: var(--accent) } a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
  ul { list-style: none; margin: 1.5rem 0; padding: 0; border-top: 1px solid var(--line) }
  li a { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2fr) auto; gap: 1rem; padding: .7rem .25rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none }
  li a:hover { background: color-mix(in srgb, var(--accent) 7%, transparent) } li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem 1rem; margin: 1rem 0 1.5rem }
  iframe { width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: 8px; background: #fff }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 8px; padding: 1rem; font: 13px/1.5 ui-monospace, monospace }
  h2 { font-size: 1rem; margin: 1.5rem 0 .5rem }
  @media (max-width: 40rem) { li a { grid-template-columns: 1fr; gap: 0 } }`

export function listPage(mails: readonly CaughtMail[]): string {
  const rows = mails.map(
    (mail) =>
      `<li><a href="/mails/${mail.id}"><span>${escaped(mail.to.join(', '))}</span><span>${escaped(mail.subject || '(no subject)')}</span>${time(mail)}</a></li>`,
  )
  const body =
    mails.length === 0
      ? '<p class="muted">No mail yet. What Gatehouse sends on this machine appears here; nothing leaves it.</p>'
      : `<p class="muted">${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}, newest first. Nothing leaves this machine.</p><ul>${rows.join('')}</ul>`
  return page('Mails', `<h1>Mails</h1>${body}`, '<meta http-equiv="refresh" content="5">')
}

export function mailPage(mail: CaughtMail): string {
  const html = mail.html
    ? `<h2>As shown</h2><iframe title="The mail as shown" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escaped(`<base target="_blank">${mail.html}`)}"></iframe>`
    : ''
  return page(
    mail.subject || '(no subject)',
    `<p><a href="/">All mails</a></p><h1>${escaped(mail.subject || '(no subject)')}</h1>
     <dl><dt>From</dt><dd>${escaped(mail.from)}</dd><dt>To</dt><dd>${escaped(mail.to.join(', '))}</dd><dt>Received</dt><dd>${time(mail)}</dd></dl>
     ${html}<h2>As text</h2><pre>${linked(mail.text)}</pre>`,
  )
}

export function missingPage(): string {
  return page(
    'Not found',
    '<h1>This mail is gone</h1><p>Only the latest mails are kept, until Gatehouse ends. <a href="/">All mails</a></p>',
  )
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>${head}<style>${style}</style></head><body><main>${body}</main></body></html>`
}

function time(mail: CaughtMail): string {
  return `<time datetime="${mail.at}">${mail.at.slice(0, 19).replace('T', ' ')} UTC</time>`
}

function linked(text: string): string {
  return escaped(text).replace(/https?:\/\/[^\s<>"]+[^\s<>".,)]/g, (url) => `<a href="${url}">${url}</a>`)
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
