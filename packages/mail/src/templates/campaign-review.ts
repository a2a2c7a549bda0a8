import type { MailContent } from '../mail-content.ts'

export interface CampaignReviewData {
  readonly occasion: 'opened' | 'first' | 'second' | 'by-hand' | 'handed-on' | 'extended'
  readonly campaign: string
  readonly description?: string | undefined
  /** Who answers for the campaign. */
  readonly owner: string
  /** Items that wait for the reader. */
  readonly items: number
  /** `Acme Shop: Orders, plan Gold (never used)` */
  readonly lines: readonly string[]
  /** Items that are not listed. */
  readonly more: number
  readonly dueOn: string
  /** `in 7 days`, `tomorrow`. */
  readonly dueIn: string
  readonly reviewUrl: string
}

const things = (n: number) => (n === 1 ? '1 item' : `${n} items`)

/** To a reviewer: all that waits for him in one mail. */
export function campaignReview(data: CampaignReviewData): MailContent {
  const headings: Readonly<Record<CampaignReviewData['occasion'], string>> = {
    opened: `You are asked about ${things(data.items)}`,
    first: `${things(data.items)} still wait for your answer`,
    second: `Last reminder: ${things(data.items)} are suspended ${data.dueIn}`,
    'by-hand': `${things(data.items)} still wait for your answer`,
    'handed-on': `${things(data.items)} were handed on to you`,
    extended: `There is more time: ${things(data.items)} wait until ${data.dueOn}`,
  }
  const heading = headings[data.occasion]
  return {
    subject: `${data.campaign}: ${heading[0]?.toLowerCase() ?? ''}${heading.slice(1)}`,
    preview: `Keep or revoke, until ${data.dueOn}. What nobody answers is suspended.`,
    heading,
    paragraphs: [
      `The access review “${data.campaign}” asks who still needs what they have. Say keep or revoke for each, until ${data.dueOn} (${data.dueIn}).`,
      ...(data.description ? [data.description] : []),
      ...data.lines,
      ...(data.more > 0 ? [`And ${data.more} more.`] : []),
      'What nobody answers by then is suspended, not revoked: one click gives it back.',
    ],
    action: { label: 'Review', url: data.reviewUrl },
    footnote: `You get this mail because you review access for this campaign. ${data.owner} answers for it.`,
  }
}
