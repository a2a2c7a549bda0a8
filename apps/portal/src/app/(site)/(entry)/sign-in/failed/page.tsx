import type { Metadata } from 'next'
import { SignInFailedPage } from '../../../../../features/account/sign-in-failed-page.tsx'

export const metadata: Metadata = { title: 'Sign-in did not work', robots: { index: false } }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined)

export default async function Page({ searchParams }: Props) {
  const { code, request } = await searchParams
  return <SignInFailedPage code={one(code)} request={one(request)} />
}
