import type { MailContent } from '../mail-content.ts'

export interface BreakGlassSignInData {
  readonly name: string
  readonly app: string
  /** UTC, to the minute. */
  readonly at: string
  readonly address: string
  readonly auditUrl: string
}

/** Tells who manages identity that an account for emergencies was used. */
export function breakGlassSignIn(data: BreakGlassSignInData): MailContent {
  return {
    subject: `Break-glass account used: ${data.name}`,
    preview: `${data.name} signed in with a password while passwords are switched off.`,
    heading: 'A break-glass account was used',
    paragraphs: [
      `${data.name} signed in to the ${data.app} with a password at ${data.at} UTC, from the address ${data.address}. Passwords are switched off for everybody else.`,
      'If nobody had a reason for it, end the account’s sessions and change its password now.',
    ],
    action: { label: 'See what was done', url: data.auditUrl },
    footnote: 'You get this mail because you may manage identity providers.',
  }
}
