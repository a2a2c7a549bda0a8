import { getSignInWays } from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInPage } from '../../../../features/account/entry-pages.tsx'
import { localPath } from '../../../../features/account/local-path.ts'
import { OrLine, ProviderButtons } from '../../../../features/account/provider-buttons.tsx'
import { ProviderSignInPage } from '../../../../features/account/provider-sign-in-page.tsx'
import { shownPerson } from '../../../../server/account.ts'
import { serverCall } from '../../../../server/call.ts'

export const metadata: Metadata = { title: 'Sign in', robots: { index: false } }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined)

export default async function Page({ searchParams }: Props) {
  const search = await searchParams
  const next = localPath(one(search.next))
  if (await shownPerson()) redirect(next)
  const { local, providers } = await (await serverCall())(getSignInWays, {})
  // A directory's user names are typed into the same form.
  const directory = providers.some(({ how }) => how === 'password')
  if (!local && !directory && search.password === undefined)
    return <ProviderSignInPage providers={providers} next={next} />
  const [code, email] = [one(search.error), one(search.email)]
  return (
    <>
      <SignInPage next={next} directory={directory} {...(code ? { code } : {})} {...(email ? { email } : {})} />
      {providers.some(({ how }) => how === 'redirect') && <OrLine />}
      <ProviderButtons providers={providers} next={next} />
    </>
  )
}
