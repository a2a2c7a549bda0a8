import type { Metadata } from 'next'
import { apisRead } from '../../features/apis/queries.ts'
import { OverviewPage } from '../../features/overview/overview-page.tsx'
import { Prefetched } from '../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Overview' }

export default function Page() {
  return (
    <Prefetched reads={[apisRead()]}>
      <OverviewPage />
    </Prefetched>
  )
}
