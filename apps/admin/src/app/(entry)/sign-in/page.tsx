import type { Metadata } from 'next'
import { SignInPage } from '../../../features/account/sign-in-page.tsx'

export const metadata: Metadata = { title: 'Sign in' }

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | undefined>> }) {
  const { next, error, email } = await searchParams
  return <SignInPage next={next ?? '/'} {...(error ? { code: error } : {})} {...(email ? { email } : {})} />
}
