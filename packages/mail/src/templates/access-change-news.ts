import type { MailContent } from '../mail-content.ts'

export interface AccessChangeNewsData {
  readonly title: string
  readonly news: 'applied' | 'reviewed' | 'rejected' | 'stale'
  /** Who decided; absent: nobody did. */
  readonly by?: string | undefined
  readonly reason?: string | undefined
  readonly changeUrl: string
}

const headings: Readonly<Record<AccessChangeNewsData['news'], string>> = {
  applied: 'Your change of access was approved and holds',
  reviewed: 'Your change of access was reviewed',
  rejected: 'Your change of access was rejected',
  stale: 'Your change of access is stale: what it rests on has changed',
}

const words: Readonly<Record<AccessChangeNewsData['news'], string>> = {
  applied: 'Approved',
  reviewed: 'Reviewed',
  rejected: 'Rejected',
  stale: 'Stale',
}

/** To whoever asked for a change of access, when somebody has decided or it has become stale. */
export function accessChangeNews(data: AccessChangeNewsData): MailContent {
  const by = data.by === undefined ? '' : ` by ${data.by}`
  return {
    subject: `${words[data.news]}: ${data.title}`,
    preview: data.reason ?? headings[data.news],
    heading: headings[data.news],
    paragraphs: [`${data.title}: ${words[data.news].toLowerCase()}${by}.`, ...(data.reason ? [data.reason] : [])],
    action: { label: 'Open the change', url: data.changeUrl },
    footnote: 'You get this mail because you asked for this change.',
  }
}
