import type { Metadata } from 'next'
import { SignInFailedPage } from '../../../../features/account/sign-in-failed-page.tsx'

export const metadata: Metadata = { title: 'Sign-in did not work' }

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | undefined>> }) {
  const { code, request } = await searchParams
  return <SignInFailedPage code={code} request={request} />
}
