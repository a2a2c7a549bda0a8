import { getSignInWays } from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Metadata } from 'next'
import { localPath } from '../../../features/account/local-path.ts'
import { OrLine, ProviderButtons } from '../../../features/account/provider-buttons.tsx'
import { ProviderSignInPage } from '../../../features/account/provider-sign-in-page.tsx'
import { SignInPage } from '../../../features/account/sign-in-page.tsx'
import { serverCall } from '../../../server/call.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | undefined>> }) {
  const { next: asked, error, email, password } = await searchParams
  const next = localPath(asked ?? '/')
  const { local, providers } = await (await serverCall())(getSignInWays, {})
  // A directory's user names are typed into the same form.
  const directory = providers.some(({ how }) => how === 'password')
  if (!local && !directory && password === undefined) return <ProviderSignInPage providers={providers} next={next} />
  return (
    <>
      <SignInPage next={next} directory={directory} {...(error ? { code: error } : {})} {...(email ? { email } : {})} />
      {providers.some(({ how }) => how === 'redirect') && <OrLine />}
      <ProviderButtons providers={providers} next={next} />
    </>
  )
}
