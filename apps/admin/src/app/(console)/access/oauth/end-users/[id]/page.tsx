import type { Metadata } from 'next'
import { EndUserPage } from '../../../../../../features/issuer/end-user-page.tsx'
import { endUserRead } from '../../../../../../features/issuer/queries.ts'
import { Prefetched } from '../../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'End user' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[endUserRead(id)]}>
      <EndUserPage id={id} />
    </Prefetched>
  )
}
