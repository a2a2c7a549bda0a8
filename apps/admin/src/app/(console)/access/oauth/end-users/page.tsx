import type { Metadata } from 'next'
import { EndUsersPage } from '../../../../../features/issuer/end-users-page.tsx'

export const metadata: Metadata = { title: 'End users' }

export default function Page() {
  return <EndUsersPage />
}
