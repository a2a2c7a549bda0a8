import type { MailContent } from '../mail-content.ts'

export interface AccessChangeAskedData {
  /** `Make the guardrail “No anonymous calls on live”` */
  readonly title: string
  readonly requestedBy: string
  readonly reason: string
  /** “3 applications lose `GET /reports`”; absent: nobody gains or loses. */
  readonly effect?: string | undefined
  /** It holds already and is looked at afterwards. */
  readonly applied: boolean
  readonly changeUrl: string
}

/** To those who may decide a change of access. */
export function accessChangeAsked(data: AccessChangeAskedData): MailContent {
  const effect = data.effect === undefined ? 'Nobody gains or loses a call by it.' : `${data.effect}.`
  return {
    subject: `${data.applied ? 'Review' : 'Decide'}: ${data.title}`,
    preview: `${data.requestedBy}: ${data.reason}`,
    heading: data.applied
      ? 'A change of access holds already and waits for review'
      : 'A change of access waits for you',
    paragraphs: [
      `${data.requestedBy} ${data.applied ? 'has done at once' : 'asks'}: ${data.title}.`,
      `“${data.reason}”`,
      effect.replaceAll('`', ''),
    ],
    action: { label: 'Look and decide', url: data.changeUrl },
    footnote: 'You get this mail because you may approve changes of access.',
  }
}
