import type { MailContent } from '../mail-content.ts'

/** One mail of a deprecation program. Dates come as text, so that mail, page and log say the same. */
export interface VersionDeprecatedData {
  readonly occasion: 'announced' | 'changed' | 'reminder' | 'brown-out' | 'extended' | 'sunset' | 'cancelled'
  /** `Orders v1` */
  readonly version: string
  /** Applications of the reader that call it, or did. */
  readonly applications: readonly string[]
  readonly deprecatedOn: string
  /** Undefined: not decided yet. */
  readonly sunsetOn?: string | undefined
  /** `in 7 days` */
  readonly sunsetIn?: string | undefined
  /** `Orders v2` */
  readonly successor?: string | undefined
  /** What its owner writes: Markdown, shown as it is. */
  readonly message?: string | undefined
  /** Brown-outs that come. */
  readonly brownOuts: readonly string[]
  /** Until when the application may call past the sunset. */
  readonly extendedUntil?: string | undefined
  /** Why it was changed, extended or taken back. */
  readonly reason?: string | undefined
  /** Page that says how to move. */
  readonly guideUrl: string
}

/** Tells an application's owner how a version that it calls ends. */
export function versionDeprecated(data: VersionDeprecatedData): MailContent {
  const { version } = data
  const callers = list(data.applications)
  const several = data.applications.length > 1
  const calls = several ? 'call' : 'calls'
  const ends =
    data.sunsetOn === undefined
      ? 'Its last day is not decided yet.'
      : `From ${data.sunsetOn} on every call is answered 410.`
  const move = data.successor === undefined ? [] : [`Move to ${data.successor}: your keys stay the same.`]
  const rehearsals =
    data.brownOuts.length === 0
      ? []
      : [`Before that it answers 410 for a while, to show who still calls it: ${list(data.brownOuts)}.`]
  const message = data.message ? [data.message] : []
  const reason = data.reason ? [`“${data.reason}”`] : []
  const { subject, heading, paragraphs } = ((): Pick<MailContent, 'subject' | 'heading' | 'paragraphs'> => {
    switch (data.occasion) {
      case 'announced':
        return {
          subject: `${version} is deprecated${data.sunsetOn === undefined ? '' : ` and ends on ${data.sunsetOn}`}`,
          heading: `${version} comes to its end`,
          paragraphs: [
            `${version}, which ${callers} ${calls}, is deprecated from ${data.deprecatedOn} on. ${ends}`,
            ...rehearsals,
            ...move,
            ...message,
          ],
        }
      case 'changed':
        return {
          subject: `${version}: the plan for its end has changed`,
          heading: 'The plan has changed',
          paragraphs: [
            `${version}, which ${callers} ${calls}, is deprecated from ${data.deprecatedOn} on. ${ends}`,
            ...reason,
            ...rehearsals,
            ...move,
            ...message,
          ],
        }
      case 'reminder':
        return {
          subject: `${version} ends ${data.sunsetIn ?? ''}: ${callers} still ${calls} it`,
          heading: `${version} ends ${data.sunsetIn ?? ''}`,
          paragraphs: [`${callers} still ${calls} ${version}. ${ends}`, ...rehearsals, ...move, ...message],
        }
      case 'brown-out':
        return {
          subject: `${version} is out of service for a while: ${data.brownOuts[0] ?? ''}`,
          heading: 'An announced brown-out comes',
          paragraphs: [
            `${version} answers 410 in this time: ${list(data.brownOuts)}. ${callers} called it in the last 30 days.`,
            `It is a rehearsal: whoever has not moved notices now, not at the end. ${ends}`,
            ...move,
          ],
        }
      case 'extended':
        return {
          subject: `${callers} may call ${version} until ${data.extendedUntil ?? ''}`,
          heading: 'Extension granted',
          paragraphs: [
            `${callers} may go on calling ${version} until ${data.extendedUntil ?? ''}, past its end on ${data.sunsetOn ?? ''} and through brown-outs.`,
            ...reason,
            ...move,
          ],
        }
      case 'sunset':
        return {
          subject: `${version} has ended`,
          heading: `${version} has ended`,
          paragraphs: [
            `${callers} called ${version} in the last 30 days. Since ${data.sunsetOn ?? ''} every call is answered 410.`,
            ...move,
            'If you cannot move yet, ask the owner of the API for an extension.',
          ],
        }
      case 'cancelled':
        return {
          subject: `${version} stays: its deprecation is taken back`,
          heading: `${version} stays`,
          paragraphs: [
            `The deprecation of ${version}, which ${callers} ${calls}, is taken back. Nothing ends.`,
            ...reason,
          ],
        }
    }
  })()
  return {
    subject,
    preview: paragraphs[0] ?? '',
    heading,
    paragraphs,
    action: { label: data.occasion === 'cancelled' ? 'Open its page' : 'How to move', url: data.guideUrl },
    footnote: `You get this mail because you own ${callers}, which ${calls} ${version}.`,
  }
}

function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
