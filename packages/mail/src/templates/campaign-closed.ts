import type { MailContent } from '../mail-content.ts'

export interface CampaignClosedData {
  readonly campaign: string
  readonly kept: number
  readonly revoked: number
  readonly suspended: number
  /** Gone meanwhile, or not possible. */
  readonly other: number
  readonly campaignUrl: string
}

/** To the campaign's owner: what came of it. */
export function campaignClosed(data: CampaignClosedData): MailContent {
  const result = `${data.kept} kept, ${data.revoked} revoked, ${data.suspended} suspended`
  return {
    subject: `Closed: ${data.campaign}`,
    preview: `${result}. The signed result is there.`,
    heading: 'The access review has closed',
    paragraphs: [
      `“${data.campaign}”: ${result}${data.other > 0 ? `, ${data.other} gone meanwhile or not possible` : ''}.`,
      'The signed result is on the campaign’s page. What was suspended comes back there with one click.',
    ],
    action: { label: 'See the result', url: data.campaignUrl },
    footnote: 'You get this mail because you answer for this campaign.',
  }
}
