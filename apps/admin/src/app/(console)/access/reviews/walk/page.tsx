import type { Metadata } from 'next'
import { policiesRead } from '../../../../../features/reviews/queries.ts'
import { WalkPage } from '../../../../../features/reviews/walk-page.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Review one by one' }

export default function Page() {
  return (
    <Prefetched reads={[policiesRead({ open: 'true', limit: 200 })]}>
      <WalkPage />
    </Prefetched>
  )
}
