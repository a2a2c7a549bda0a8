import type { Metadata } from 'next'
import { CampaignPage } from '../../../../../features/campaigns/campaign-page.tsx'
import { campaignRead, itemsRead } from '../../../../../features/campaigns/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Access review' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[campaignRead(id), itemsRead(id)]}>
      <CampaignPage id={id} />
    </Prefetched>
  )
}
