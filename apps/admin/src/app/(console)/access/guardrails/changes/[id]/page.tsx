import type { Metadata } from 'next'
import { AccessChangePage } from '../../../../../../features/guardrails/change-page.tsx'
import { accessChangeRead } from '../../../../../../features/guardrails/queries.ts'
import { Prefetched } from '../../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Change of access' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[accessChangeRead(id)]}>
      <AccessChangePage id={id} />
    </Prefetched>
  )
}
