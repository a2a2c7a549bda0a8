import type { Metadata } from 'next'
import { teamRead } from '../../../../../features/people/queries.ts'
import { TeamPage } from '../../../../../features/people/team-page.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Team' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[teamRead(id)]}>
      <TeamPage id={id} />
    </Prefetched>
  )
}
