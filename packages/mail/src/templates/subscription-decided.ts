import type { MailContent } from '../mail-content.ts'

export interface SubscriptionDecidedData {
  readonly decision: 'approved' | 'rejected'
  readonly application: string
  readonly product: string
  readonly plan: string
  /** What the approver wrote; a rejection without a reason helps nobody. */
  readonly reason?: string | undefined
  readonly applicationUrl: string
}

export function subscriptionDecided(data: SubscriptionDecidedData): MailContent {
  const approved = data.decision === 'approved'
  return {
    subject: approved
      ? `${data.application} has access to ${data.product}`
      : `Access to ${data.product} was not granted`,
    preview: approved ? `The plan ${data.plan} is active.` : `The request for the plan ${data.plan} was rejected.`,
    heading: approved ? 'Access granted' : 'Access not granted',
    paragraphs: [
      approved
        ? `${data.application} can now call ${data.product} under the plan ${data.plan}.`
        : `The request of ${data.application} for ${data.product} under the plan ${data.plan} was rejected.`,
      ...(data.reason ? [`“${data.reason}”`] : []),
    ],
    action: { label: approved ? 'Get a key' : 'Open the application', url: data.applicationUrl },
    footnote: `You get this mail because you belong to the team that owns ${data.application}.`,
  }
}
