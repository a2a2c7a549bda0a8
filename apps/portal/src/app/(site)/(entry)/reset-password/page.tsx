import type { Metadata } from 'next'
import { ResetPasswordPage } from '../../../../features/account/reset-password-page.tsx'

export const metadata: Metadata = { title: 'Set a new password', robots: { index: false }, referrer: 'no-referrer' }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  return <ResetPasswordPage token={typeof token === 'string' ? token : ''} />
}
