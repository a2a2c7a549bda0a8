import type { Metadata } from 'next'
import { ApplicationPage } from '../../../../features/applications/application-page.tsx'
import { applicationRead } from '../../../../features/applications/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Application' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[applicationRead(id)]}>
      <ApplicationPage id={id} />
    </Prefetched>
  )
}
