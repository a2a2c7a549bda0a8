import type { MailContent } from '../mail-content.ts'

export interface EmailChangedData {
  readonly place: string
  readonly undoUrl: string
  readonly validDays: number
}

/** To the old address: who did not do this takes it back. The new address is not told. */
export function emailChanged(data: EmailChangedData): MailContent {
  return {
    subject: 'The address of your account was changed',
    preview: `${data.place} no longer uses this address.`,
    heading: 'The address of your account was changed',
    paragraphs: [
      `Your account in ${data.place} has a new address; this one no longer signs in.`,
      `If that was not you, take it back: the link works for ${data.validDays} days, ends every session and asks for a new password.`,
    ],
    action: { label: 'Take it back', url: data.undoUrl },
    footnote: 'If it was you, there is nothing to do.',
  }
}
