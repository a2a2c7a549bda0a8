import type { Metadata } from 'next'
import { roleRead } from '../../../../../features/people/queries.ts'
import { RolePage } from '../../../../../features/roles/role-page.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Role' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[roleRead(id)]}>
      <RolePage id={id} />
    </Prefetched>
  )
}
