import type { MailContent } from '../mail-content.ts'

export interface AccountExistsData {
  /** What was signed up for, e.g. "the developer portal". */
  readonly place: string
  readonly signInUrl: string
  readonly resetUrl: string
}

export function accountExists(data: AccountExistsData): MailContent {
  return {
    subject: 'You already have an account',
    preview: `Sign in to ${data.place} with this address.`,
    heading: 'You already have an account',
    paragraphs: [
      `Someone, most likely you, signed up in ${data.place} with this address, which has an account there already.`,
      `Sign in with your password. If you forgot it, choose a new one at ${data.resetUrl}`,
    ],
    action: { label: 'Sign in', url: data.signInUrl },
    footnote: 'If this was not you, ignore this mail: nothing has changed.',
  }
}
