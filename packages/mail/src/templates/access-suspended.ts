import type { MailContent } from '../mail-content.ts'

export interface AccessSuspendedData {
  readonly campaign: string
  /** `Acme Shop: Orders, plan Gold` */
  readonly lines: readonly string[]
  readonly more: number
  /** Who can give it back. */
  readonly ask: readonly string[]
  readonly url: string
}

/** To those who lost something because nobody answered in time. */
export function accessSuspended(data: AccessSuspendedData): MailContent {
  const [first = data.campaign] = data.lines
  const many = data.lines.length + data.more
  const what = many === 1 ? first : `${many} accesses of yours`
  const ask = data.ask.length === 0 ? 'the owner of the API' : data.ask.join(' or ')
  return {
    subject: `Suspended: ${what}`,
    preview: `Nobody said in time that it is still needed. Ask ${ask}: one click gives it back.`,
    heading: many === 1 ? 'Access of yours is suspended' : 'Accesses of yours are suspended',
    paragraphs: [
      `The access review “${data.campaign}” has ended, and nobody had said that this is still needed. It is refused from now on:`,
      ...data.lines,
      ...(data.more > 0 ? [`And ${data.more} more.`] : []),
      `Nothing is lost. Ask ${ask}: one click gives it back, and nothing has to be changed on your side.`,
    ],
    action: { label: 'See what is suspended', url: data.url },
    footnote: 'You get this mail because you own what is suspended, or belong to the team that does.',
  }
}
