import type { MailContent } from '../mail-content.ts'

export interface InvitationData {
  readonly invitedBy: string
  /** What the person is invited to, e.g. "the team Payments". */
  readonly to: string
  readonly place: string
  readonly acceptUrl: string
  readonly validDays: number
}

export function invitation(data: InvitationData): MailContent {
  return {
    subject: `${data.invitedBy} invites you to ${data.to}`,
    preview: `Join ${data.to} in ${data.place}.`,
    heading: `You are invited to ${data.to}`,
    paragraphs: [
      `${data.invitedBy} invites you to ${data.to} in ${data.place}.`,
      `The invitation holds for ${data.validDays === 1 ? 'one day' : `${data.validDays} days`} and for this address only.`,
    ],
    action: { label: 'Accept invitation', url: data.acceptUrl },
    footnote: 'If you do not know the sender, ignore this mail: nothing happens until you accept.',
  }
}
