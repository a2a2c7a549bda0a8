import type { Metadata } from 'next'
import { AcceptInvitationPage } from '../../../features/account/accept-invitation-page.tsx'

export const metadata: Metadata = { title: 'Accept invitation', referrer: 'no-referrer' }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  return <AcceptInvitationPage token={(await searchParams).token ?? ''} />
}
