import type { Metadata } from 'next'
import { webhooksRead } from '../../../../features/webhooks/queries.ts'
import { WebhooksPage } from '../../../../features/webhooks/webhooks-page.tsx'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Webhooks' }

export default function Page() {
  return (
    <Prefetched reads={[webhooksRead()]}>
      <WebhooksPage />
    </Prefetched>
  )
}
