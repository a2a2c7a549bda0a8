import { ProblemError } from '@gatehouse/contracts/client'
import { type AccountView, getAccount } from '@gatehouse/contracts/endpoints/account'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { serverCall } from './call.ts'

/** Who is signed in; one read per request. Sends to the sign-in page when nobody is. */
export const requireAccount = cache(async (): Promise<AccountView> => {
  const call = await serverCall()
  try {
    return await call(getAccount, {})
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error
    const place = (await headers()).get('x-place') ?? '/'
    redirect(place === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(place)}`)
  }
})
