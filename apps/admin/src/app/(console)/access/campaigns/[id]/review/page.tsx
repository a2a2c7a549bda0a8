import type { Metadata } from 'next'
import { campaignRead, questionsRead } from '../../../../../../features/campaigns/queries.ts'
import { ReviewPage } from '../../../../../../features/campaigns/review-page.tsx'
import { Prefetched } from '../../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Review' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[campaignRead(id), questionsRead(id, 'open')]}>
      <ReviewPage id={id} />
    </Prefetched>
  )
}
