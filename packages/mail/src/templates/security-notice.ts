import type { MailContent } from '../mail-content.ts'

export interface SecurityNoticeData {
  /** What happened, as a heading: "An authenticator app was added". */
  readonly what: string
  readonly sentence: string
  readonly accountUrl: string
}

/** Tells a person of what was done to how his account is secured: it may have been somebody else. */
export function securityNotice(data: SecurityNoticeData): MailContent {
  return {
    subject: data.what,
    preview: data.sentence,
    heading: data.what,
    paragraphs: [data.sentence],
    action: { label: 'Look at your account', url: data.accountUrl },
    footnote: 'If this was not you, sign out everywhere there, and choose a new password.',
  }
}
