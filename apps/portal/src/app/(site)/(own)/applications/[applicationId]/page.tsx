import type { Metadata } from 'next'
import { ApplicationPage } from '../../../../../features/applications/application-page.tsx'
import { safeCallsOf } from '../../../../../features/applications/load-safe-calls.ts'
import { applicationRead, keysRead } from '../../../../../features/applications/queries.ts'
import { requireAccount } from '../../../../../server/account.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Application' }

export default async function Page({ params }: { params: Promise<{ applicationId: string }> }) {
  await requireAccount()
  const { applicationId } = await params
  return (
    <Prefetched reads={[applicationRead(applicationId), keysRead(applicationId)]}>
      <ApplicationPage applicationId={applicationId} calls={await safeCallsOf(applicationId)} />
    </Prefetched>
  )
}
