import type { Metadata } from 'next'
import { ResetPasswordPage } from '../../../features/account/reset-password-page.tsx'

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  return <ResetPasswordPage token={(await searchParams).token ?? ''} />
}
