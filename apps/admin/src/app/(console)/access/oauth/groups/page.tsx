import type { Metadata } from 'next'
import { GroupsPage } from '../../../../../features/issuer/groups-page.tsx'

export const metadata: Metadata = { title: 'Groups of end users' }

export default function Page() {
  return <GroupsPage />
}
