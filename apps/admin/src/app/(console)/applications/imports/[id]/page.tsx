import type { Metadata } from 'next'
import { importRead } from '../../../../../features/key-imports/queries.ts'
import { ReportPage } from '../../../../../features/key-imports/report-page.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Import of keys' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[importRead(id)]}>
      <ReportPage id={id} />
    </Prefetched>
  )
}
