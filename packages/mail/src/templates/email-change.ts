import type { MailContent } from '../mail-content.ts'

export interface EmailChangeData {
  readonly place: string
  readonly confirmUrl: string
  readonly validHours: number
}

/** To the new address: nothing changes before its link is opened. */
export function emailChange(data: EmailChangeData): MailContent {
  return {
    subject: 'Confirm your new address',
    preview: `This address is to be used for ${data.place}.`,
    heading: 'Confirm your new address',
    paragraphs: [
      `Someone, most likely you, wants to sign in to ${data.place} with this address from now on.`,
      `The link works once and for ${data.validHours} hours. Until then the account keeps its old address.`,
    ],
    action: { label: 'Use this address', url: data.confirmUrl },
    footnote: 'If this was not you, ignore this mail: nothing changes.',
  }
}
