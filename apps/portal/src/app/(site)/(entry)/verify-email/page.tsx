import type { Metadata } from 'next'
import { VerifyEmailPage } from '../../../../features/account/verify-email-page.tsx'

export const metadata: Metadata = { title: 'Confirm your address', robots: { index: false }, referrer: 'no-referrer' }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  return <VerifyEmailPage token={typeof token === 'string' ? token : ''} />
}
