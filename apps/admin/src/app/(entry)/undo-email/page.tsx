import type { Metadata } from 'next'
import { EmailLinkPage } from '../../../features/account/email-link-page.tsx'

export const metadata: Metadata = { title: 'Take the change back', referrer: 'no-referrer' }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  return <EmailLinkPage act="undo" token={typeof token === 'string' ? token : ''} />
}
