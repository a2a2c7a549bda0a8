import type { Metadata } from 'next'
import { ApplicationsPage } from '../../../features/applications/applications-page.tsx'
import { applicationsRead } from '../../../features/applications/queries.ts'
import { Prefetched } from '../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Applications' }

export default function Page() {
  return (
    <Prefetched reads={[applicationsRead()]}>
      <ApplicationsPage />
    </Prefetched>
  )
}
