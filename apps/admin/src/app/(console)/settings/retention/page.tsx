import type { Metadata } from 'next'
import { retentionRead } from '../../../../features/settings/queries.ts'
import { RetentionPage } from '../../../../features/settings/retention-page.tsx'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Data retention' }

export default function Page() {
  return (
    <Prefetched reads={[retentionRead()]}>
      <RetentionPage />
    </Prefetched>
  )
}
