import type { Metadata } from 'next'
import { ExposurePage } from '../../../../features/exposure/exposure-page.tsx'
import { exposureRuleRead, exposuresRead } from '../../../../features/exposure/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Exposure' }

export default function Page() {
  return (
    <Prefetched reads={[exposuresRead(), exposureRuleRead()]}>
      <ExposurePage />
    </Prefetched>
  )
}
