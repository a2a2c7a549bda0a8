import type { Metadata } from 'next'
import { PromotionPage } from '../../../../features/promotions/promotion-page.tsx'
import { promotionRead } from '../../../../features/promotions/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Promotion' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[promotionRead(id)]}>
      <PromotionPage id={id} />
    </Prefetched>
  )
}
