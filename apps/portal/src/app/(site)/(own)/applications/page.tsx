import type { Metadata } from 'next'
import { ApplicationsPage } from '../../../../features/applications/applications-page.tsx'
import { applicationsRead } from '../../../../features/applications/queries.ts'
import { requireAccount } from '../../../../server/account.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Applications' }

export default async function Page() {
  await requireAccount()
  return (
    <Prefetched reads={[applicationsRead()]}>
      <ApplicationsPage />
    </Prefetched>
  )
}
