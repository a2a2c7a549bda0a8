import type { Metadata } from 'next'
import { RequestsPage } from '../../../../features/requests/requests-page.tsx'
import { requireAccount } from '../../../../server/account.ts'

export const metadata: Metadata = { title: 'Requests' }

export default async function Page() {
  await requireAccount()
  return <RequestsPage />
}
