import type { MailContent } from '../mail-content.ts'

/** A secret that somebody took along, and about which nobody has decided. */
export interface SecretStopsData {
  readonly kind: 'key' | 'client' | 'management-key'
  readonly name: string
  /** Enough of it to recognise it. */
  readonly shown: string
  /** The application or the service account. */
  readonly owner: string
  /** Of a credential: its stage. */
  readonly stage?: string | undefined
  /** `Noor Idris was switched off` */
  readonly why: string
  /** `in 3 days`; undefined: it has stopped. */
  readonly when?: string | undefined
  /** The instant in words, UTC. */
  readonly at: string
  readonly url: string
}

const words = { key: 'key', client: 'OAuth client', 'management-key': 'management key' } as const

/** Tells a team that a secret stops by itself, or that it has. */
export function secretStops(data: SecretStopsData): MailContent {
  const { name, owner, when } = data
  const what = words[data.kind]
  const place = data.stage === undefined ? owner : `${owner} on ${data.stage}`
  const known = data.kind === 'management-key' ? 'has made it' : 'has seen it'
  return {
    subject:
      when === undefined
        ? `The ${what} “${name}” of ${owner} has stopped`
        : `The ${what} “${name}” of ${owner} stops ${when}`,
    preview: `${data.why} and ${known}.`,
    heading: when === undefined ? `A ${what} has stopped` : `A ${what} stops ${when}`,
    paragraphs: [
      `${data.why} and ${known}: “${name}” (${data.shown}) of ${place}.`,
      when === undefined
        ? `Nobody decided about it until ${data.at}, so it was revoked. Every call with it is refused.`
        : `Nobody has decided about it yet. On ${data.at} it is revoked, and every call with it is refused from then on. Replace it before.`,
    ],
    action: {
      label: data.kind === 'management-key' ? 'Open the service account' : 'Open the application',
      url: data.url,
    },
    footnote: `You get this mail because you answer for the team of ${owner}.`,
  }
}
