import type { Metadata } from 'next'
import { PersonPage } from '../../../../../features/people/person-page.tsx'
import { personRead } from '../../../../../features/people/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Person' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[personRead(id)]}>
      <PersonPage id={id} />
    </Prefetched>
  )
}
