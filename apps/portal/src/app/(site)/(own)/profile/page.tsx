import type { Metadata } from 'next'
import { ProfilePage } from '../../../../features/account/profile-page.tsx'
import { requireAccount } from '../../../../server/account.ts'

export const metadata: Metadata = { title: 'Profile' }

export default async function Page() {
  return <ProfilePage account={await requireAccount()} />
}
