import type { Metadata } from 'next'
import { AccessRequestsPage } from '../../../../features/applications/access-requests-page.tsx'

export const metadata: Metadata = { title: 'Requests for access' }

export default function Page() {
  return <AccessRequestsPage />
}
