import type { Metadata } from 'next'
import { NewCampaignPage } from '../../../../../features/campaigns/new-campaign-page.tsx'

export const metadata: Metadata = { title: 'New access review' }

export default function Page() {
  return <NewCampaignPage />
}
