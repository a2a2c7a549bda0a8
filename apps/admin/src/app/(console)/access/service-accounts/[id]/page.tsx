import type { Metadata } from 'next'
import { serviceAccountRead } from '../../../../../features/people/queries.ts'
import { ServiceAccountPage } from '../../../../../features/people/service-account-page.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Service account' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[serviceAccountRead(id)]}>
      <ServiceAccountPage id={id} />
    </Prefetched>
  )
}
