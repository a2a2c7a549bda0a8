import type { Metadata } from 'next'
import { TeamsPage } from '../../../../features/people/teams-page.tsx'

export const metadata: Metadata = { title: 'Teams' }

export default function Page() {
  return <TeamsPage />
}
