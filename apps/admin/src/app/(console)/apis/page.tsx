import type { Metadata } from 'next'
import { ApisPage } from '../../../features/apis/apis-page.tsx'
import { apisRead } from '../../../features/apis/queries.ts'
import { Prefetched } from '../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'APIs' }

export default function Page() {
  return (
    <Prefetched reads={[apisRead()]}>
      <ApisPage />
    </Prefetched>
  )
}
