import type { Metadata } from 'next'
import { gatewaysRead, stagesRead } from '../../../features/stages/queries.ts'
import { StagesPage } from '../../../features/stages/stages-page.tsx'
import { Prefetched } from '../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Stages & gateways' }

export default function Page() {
  return (
    <Prefetched reads={[stagesRead(), gatewaysRead()]}>
      <StagesPage />
    </Prefetched>
  )
}
