import type { MailContent } from '../mail-content.ts'

export interface PromotionNewsData {
  /** `Promote Orders v2 r12 to Production` */
  readonly title: string
  readonly news: 'blocked' | 'stale' | 'done' | 'cancelled' | 'rolled-back'
  /** The promotion’s own sentence of why. */
  readonly reason?: string | undefined
  readonly promotionUrl: string
}

const headings: Readonly<Record<PromotionNewsData['news'], string>> = {
  blocked: 'Your promotion is blocked',
  stale: 'Your promotion is stale: what was judged has moved',
  done: 'Your promotion is done',
  cancelled: 'Your promotion is cancelled',
  'rolled-back': 'Your promotion was taken back',
}

const words: Readonly<Record<PromotionNewsData['news'], string>> = {
  blocked: 'Blocked',
  stale: 'Stale',
  done: 'Done',
  cancelled: 'Cancelled',
  'rolled-back': 'Rolled back',
}

/** To whoever asked for a promotion, when it comes to something that he does not see happen. */
export function promotionNews(data: PromotionNewsData): MailContent {
  return {
    subject: `${words[data.news]}: ${data.title}`,
    preview: data.reason ?? headings[data.news],
    heading: headings[data.news],
    paragraphs: [`${data.title}.`, ...(data.reason ? [data.reason] : [])],
    action: { label: 'Open the promotion', url: data.promotionUrl },
    footnote: 'You get this mail because you asked for this promotion.',
  }
}
