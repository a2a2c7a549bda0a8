import type { MailContent } from '../mail-content.ts'

export interface PromotionApprovalAskedData {
  /** `Promote Orders v2 r12 to Production` */
  readonly title: string
  readonly requestedBy: string
  /** `1 breaking, 2 risky` */
  readonly changes: string
  /** Why an approval is needed. */
  readonly rule: string
  /** What the requester wrote, if anything. */
  readonly note?: string | undefined
  readonly promotionUrl: string
}

/** To those who may approve a promotion. */
export function promotionApprovalAsked(data: PromotionApprovalAskedData): MailContent {
  return {
    subject: `Approve: ${data.title}`,
    preview: `${data.requestedBy} asks. Contract: ${data.changes}.`,
    heading: 'A promotion waits for approval',
    paragraphs: [
      `${data.requestedBy} asks: ${data.title}. Contract: ${data.changes}.`,
      data.rule,
      ...(data.note ? [`“${data.note}”`] : []),
    ],
    action: { label: 'Look and decide', url: data.promotionUrl },
    footnote: 'You get this mail because you may approve promotions of this API.',
  }
}
