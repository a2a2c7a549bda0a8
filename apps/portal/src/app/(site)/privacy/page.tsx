import { getPrivacy } from '@gatehouse/contracts/endpoints/retention'
import type { Metadata } from 'next'
import { PrivacyPage } from '../../../features/privacy/privacy-page.tsx'
import { shownPerson } from '../../../server/account.ts'
import { serverCall } from '../../../server/call.ts'

export const metadata: Metadata = { title: 'Your data', alternates: { canonical: '/privacy' } }

export default async function Page() {
  const call = await serverCall()
  const statement = await call(getPrivacy, {})
  return <PrivacyPage {...statement} signedIn={(await shownPerson()) !== undefined} />
}
