import type { Metadata } from 'next'
import { ChangesPage } from '../../../../../features/guardrails/changes-page.tsx'
import { accessChangesRead } from '../../../../../features/guardrails/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Changes of access' }

export default function Page() {
  return (
    <Prefetched reads={[accessChangesRead()]}>
      <ChangesPage />
    </Prefetched>
  )
}
