import type { Metadata } from 'next'
import { UsagePage } from '../../../../features/usage/usage-page.tsx'
import { requireAccount } from '../../../../server/account.ts'

export const metadata: Metadata = { title: 'Usage' }

export default async function Page() {
  await requireAccount()
  return <UsagePage />
}
