import type { MailContent } from '../mail-content.ts'

export interface SubscriptionRequestedData {
  readonly requestedBy: string
  readonly application: string
  readonly product: string
  readonly plan: string
  /** What the developer wrote, if anything. */
  readonly message?: string | undefined
  readonly reviewUrl: string
}

/** To those who may approve. */
export function subscriptionRequested(data: SubscriptionRequestedData): MailContent {
  return {
    subject: `${data.application} asks for access to ${data.product}`,
    preview: `${data.requestedBy} asks for the plan ${data.plan}.`,
    heading: 'A request for access waits for you',
    paragraphs: [
      `${data.requestedBy} asks for access to ${data.product} under the plan ${data.plan}, for the application ${data.application}.`,
      ...(data.message ? [`“${data.message}”`] : []),
    ],
    action: { label: 'Review request', url: data.reviewUrl },
    footnote: 'You get this mail because you may approve requests for this product.',
  }
}
