import type { Metadata } from 'next'
import { EmailLinkPage } from '../../../features/account/email-link-page.tsx'

export const metadata: Metadata = { title: 'Use the new address', referrer: 'no-referrer' }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  return <EmailLinkPage act="confirm" token={typeof token === 'string' ? token : ''} />
}
