import type { MailContent } from '../mail-content.ts'

export interface VerifyEmailData {
  /** What was signed up for, e.g. "the Acme developer portal". */
  readonly place: string
  readonly verifyUrl: string
  readonly validHours: number
}

export function verifyEmail(data: VerifyEmailData): MailContent {
  return {
    subject: 'Confirm your e-mail address',
    preview: `One click and your account in ${data.place} is ready.`,
    heading: 'Confirm your e-mail address',
    paragraphs: [
      `Someone, most likely you, signed up in ${data.place} with this address. Confirm it to finish.`,
      `The link works once and for ${hours(data.validHours)}.`,
    ],
    action: { label: 'Confirm address', url: data.verifyUrl },
    footnote: 'If this was not you, ignore this mail: without the confirmation nothing happens.',
  }
}

const hours = (count: number) => (count === 1 ? 'one hour' : `${count} hours`)
