import type { Metadata } from 'next'
import { CampaignsPage } from '../../../../features/campaigns/campaigns-page.tsx'
import { campaignsRead } from '../../../../features/campaigns/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Access reviews' }

export default function Page() {
  return (
    <Prefetched reads={[campaignsRead()]}>
      <CampaignsPage />
    </Prefetched>
  )
}
