import { createTransport } from 'nodemailer'
import { parseMailAddress, parseSender } from './mail-address.ts'
import { plainText } from './mail-content.ts'
import { type TemplateData, type TemplateName, templates } from './templates.ts'

export interface Mail<Name extends TemplateName> {
  /** `smtp://host:port` or `smtps://…`, with user and password where the server wants them. */
  readonly smtpUrl: string
  /** `Name <address>` or an address. The name heads the mail. */
  readonly from: string
  /** One recipient, as stored; never what somebody typed just now. */
  readonly to: string
  readonly template: Name
  readonly data: TemplateData[Name]
}

/** An address or a link that no mail may carry. Trying again changes nothing. */
export class UnsendableMail extends Error {
  override name = 'UnsendableMail'
}

const connectionTimeoutMs = 10_000
const replyTimeoutMs = 30_000

/**
 * Sends one mail, HTML with a text part. Answers the message id that the server accepted.
 * Throws UnsendableMail for bad addresses and links, nodemailer's error when the server does not take it (try again).
 */
export async function sendMail<Name extends TemplateName>(mail: Mail<Name>): Promise<{ messageId: string }> {
  const to = parseMailAddress(mail.to)
  if (to === undefined) throw new UnsendableMail('the recipient is not an address that mail can be sent to')
  const from = parseSender(mail.from)
  if (from === undefined) throw new UnsendableMail('MAIL_FROM is not an address: write it as "Name <name@example.com>"')
  const message = await renderMail(mail.template, mail.data, from.name || 'Gatehouse')
  const transport = createTransport({
    url: mail.smtpUrl,
    connectionTimeout: connectionTimeoutMs,
    greetingTimeout: connectionTimeoutMs,
    socketTimeout: replyTimeoutMs,
    // Contents come from templates only; nothing may make nodemailer read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { messageId } = await transport.sendMail({
      from,
      to: { name: '', address: to },
      // The envelope is ours, not what a parser makes of the headers.
      envelope: { from: from.address, to: [to] },
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...message,
    })
    return { messageId }
  } finally {
    transport.close()
  }
}

/** Subject and both bodies of a mail, without sending it. */
export async function renderMail<Name extends TemplateName>(
  template: Name,
  data: TemplateData[Name],
  installation: string,
): Promise<{ subject: string; html: string; text: string }> {
  const content = templates[template](data)
  if (content.action && !isWebAddress(content.action.url))
    throw new UnsendableMail('the link of a mail must be http or https')
  // 85 MB of libraries: a process that sends no mail does not load them.
  const { renderHtml } = await import('./render-html.ts')
  return {
    // A header is one line, whatever an application is called.
    subject: content.subject.replace(/\s+/g, ' ').slice(0, 200),
    html: await renderHtml(content, installation),
    text: plainText(content, installation),
  }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}
