import type { Metadata } from 'next'
import { requestRead } from '../../../../features/traffic/queries.ts'
import { RequestPage } from '../../../../features/traffic/request-page.tsx'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Request' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[requestRead(id)]}>
      <RequestPage id={id} />
    </Prefetched>
  )
}
