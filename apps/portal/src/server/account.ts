import { ProblemError } from '@gatehouse/contracts/client'
import { type AccountView, getAccount } from '@gatehouse/contracts/endpoints/account'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { serverCall } from './call.ts'

/** Who is signed in, or nobody: the portal's public pages are for both. One read per request. */
export const currentAccount = cache(async (): Promise<AccountView | undefined> => {
  const call = await serverCall()
  try {
    return await call(getAccount, {})
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return undefined
    throw error
  }
})

/** For pages of one's own: sends to sign-in, and from there back to this place. */
export async function requireAccount(): Promise<AccountView> {
  const account = await currentAccount()
  if (account) return account
  const place = (await headers()).get('x-place') ?? '/'
  redirect(`/sign-in?next=${encodeURIComponent(place)}`)
}

/** What the frame of a page shows of the reader. */
export async function shownPerson(): Promise<{ name: string; email: string | null } | undefined> {
  const account = await currentAccount()
  return account && { name: account.name, email: account.email }
}
