import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { OauthFrame } from '../../features/oauth/oauth-frame.tsx'
import { entryFacts } from '../../features/oauth/read-oauth.ts'

export const metadata: Metadata = { robots: { index: false }, referrer: 'no-referrer' }

/** Pages for end users of applications: no navigation of the developer portal, nothing from elsewhere, no script needed. */
export default async function OauthLayout({ children }: { children: ReactNode }) {
  return <OauthFrame name={(await entryFacts()).organization}>{children}</OauthFrame>
}
