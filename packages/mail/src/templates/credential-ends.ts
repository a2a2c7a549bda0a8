import type { MailContent } from '../mail-content.ts'

export interface CredentialEndsData {
  readonly kind: 'key' | 'client'
  readonly name: string
  /** First and last characters, as lists show it. */
  readonly shown: string
  readonly application: string
  readonly stage: string
  /** `in 7 days`, `tomorrow`. */
  readonly when: string
  /** The instant in words, UTC. */
  readonly at: string
  /** It was called in the last 7 days. */
  readonly inUse: boolean
  readonly applicationUrl: string
}

export function credentialEnds(data: CredentialEndsData): MailContent {
  const what = data.kind === 'key' ? 'key' : 'OAuth client'
  return {
    subject: `The ${what} “${data.name}” of ${data.application} ends ${data.when}`,
    preview: `${data.shown} on ${data.stage}. After that its calls are refused.`,
    heading: `A ${what} ends ${data.when}`,
    paragraphs: [
      `“${data.name}” (${data.shown}) of ${data.application} on ${data.stage} ends on ${data.at}. From then on every call with it is refused.`,
      data.inUse
        ? 'It was used in the last seven days. Rotate it: the new one and this one are both good until you have moved over.'
        : 'It was not used in the last seven days. If nothing needs it any more, there is nothing to do.',
    ],
    action: { label: data.kind === 'key' ? 'Rotate the key' : 'Open the application', url: data.applicationUrl },
    footnote: `You get this mail because you belong to the team that owns ${data.application}.`,
  }
}
