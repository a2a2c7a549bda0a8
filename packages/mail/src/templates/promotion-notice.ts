import type { MailContent } from '../mail-content.ts'

/** A change that comes, to an owner of applications that it touches. Times come as text, so that mail and page say the same. */
export interface PromotionNoticeData {
  /** `Orders v2` */
  readonly version: string
  /** `Production` */
  readonly stage: string
  /** Applications of the reader that the changes touch. */
  readonly applications: readonly string[]
  /** One sentence each, with what the application did. */
  readonly changes: readonly string[]
  /** How many more there are than are listed. */
  readonly more: number
  /** Not before; undefined: as soon as it is promoted. */
  readonly notBefore?: string | undefined
  /** Set: the applications were given time until then. */
  readonly extended: boolean
  /** Words of the sender, or the reason of the extension. */
  readonly message?: string | undefined
  /** Its page in the portal. */
  readonly pageUrl: string
}

/** Tells an application's owner what changes in a version that it calls, before it does. */
export function promotionNotice(data: PromotionNoticeData): MailContent {
  const { version, stage, notBefore } = data
  const callers = list(data.applications)
  const several = data.applications.length > 1
  const when =
    notBefore === undefined
      ? `The change comes to ${stage} as soon as it is promoted.`
      : data.extended
        ? `${callers} may call as now until ${notBefore}. The change does not come to ${stage} before.`
        : `The change does not come to ${stage} before ${notBefore}.`
  return {
    subject: `${version} changes on ${stage}${notBefore === undefined ? '' : `, not before ${notBefore}`}: ${callers} ${several ? 'are' : 'is'} touched`,
    preview: when,
    heading: `${version} changes on ${stage}`,
    paragraphs: [
      `${callers} ${several ? 'call' : 'calls'} ${version} on ${stage} and ${several ? 'use' : 'uses'} what changes. ${when}`,
      ...data.changes.map((change) => `• ${change}`),
      ...(data.more > 0 ? [`• and ${data.more} more`] : []),
      ...(data.message ? [`“${data.message}”`] : []),
    ],
    action: { label: `Open ${version}`, url: data.pageUrl },
    footnote: `You get this mail because you own ${callers}, which ${several ? 'call' : 'calls'} ${version}.`,
  }
}

function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
