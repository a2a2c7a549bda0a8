import type { MailContent } from '../mail-content.ts'

export interface PasswordResetData {
  readonly place: string
  readonly resetUrl: string
  readonly validMinutes: number
}

export function passwordReset(data: PasswordResetData): MailContent {
  return {
    subject: 'Choose a new password',
    preview: `A new password for ${data.place}.`,
    heading: 'Choose a new password',
    paragraphs: [
      `A new password was asked for in ${data.place} for the account with this address.`,
      `The link works once and for ${data.validMinutes} minutes. All other sessions end when the password changes.`,
    ],
    action: { label: 'Choose a password', url: data.resetUrl },
    footnote: 'If this was not you, ignore this mail: your password stays as it is.',
  }
}
