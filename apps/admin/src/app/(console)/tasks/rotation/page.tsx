import type { Metadata } from 'next'
import { rotationTasksRead, seenCredentialRuleRead } from '../../../../features/directory/queries.ts'
import { RotationTasksPage } from '../../../../features/directory/rotation-tasks-page.tsx'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Secrets that somebody took along' }

export default function Page() {
  return (
    <Prefetched reads={[rotationTasksRead({ limit: 100 }), seenCredentialRuleRead()]}>
      <RotationTasksPage />
    </Prefetched>
  )
}
