import type { Metadata } from 'next'
import { stageRead } from '../../../../features/stages/queries.ts'
import { StagePage } from '../../../../features/stages/stage-page.tsx'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Stage' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[stageRead(id)]}>
      <StagePage id={id} />
    </Prefetched>
  )
}
