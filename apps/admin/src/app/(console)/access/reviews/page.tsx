import type { Metadata } from 'next'
import { policiesRead, reviewRuleRead } from '../../../../features/reviews/queries.ts'
import { ReviewsPage } from '../../../../features/reviews/reviews-page.tsx'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Policy reviews' }

export default function Page() {
  return (
    <Prefetched reads={[policiesRead(), reviewRuleRead()]}>
      <ReviewsPage />
    </Prefetched>
  )
}
