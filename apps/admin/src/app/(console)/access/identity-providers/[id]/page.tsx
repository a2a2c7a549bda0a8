import type { Metadata } from 'next'
import { ProviderPage } from '../../../../../features/identity/provider-page.tsx'
import { providerRead } from '../../../../../features/identity/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Identity provider' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[providerRead(id)]}>
      <ProviderPage id={id} />
    </Prefetched>
  )
}
