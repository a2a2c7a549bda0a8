import type { Metadata } from 'next'
import { accessReviewRead } from '../../../../../features/guardrails/queries.ts'
import { ReviewSettingsPage } from '../../../../../features/guardrails/review-settings-page.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'What needs a reviewer' }

export default function Page() {
  return (
    <Prefetched reads={[accessReviewRead()]}>
      <ReviewSettingsPage />
    </Prefetched>
  )
}
