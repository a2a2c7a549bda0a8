import type { Metadata } from 'next'
import { DirectoryPage } from '../../../../../features/directory/directory-page.tsx'
import { directoryRead, providerRead } from '../../../../../features/directory/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Directory' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[providerRead(id), directoryRead(id)]}>
      <DirectoryPage id={id} />
    </Prefetched>
  )
}
