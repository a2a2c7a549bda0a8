import { signUp, verifyEmail } from '@gatehouse/contracts/endpoints/account'
import type { Browser } from '@playwright/test'
import type { SharedStack } from '../../fixtures/shared-stack.ts'
import { type Credentials, clientOf } from './sign-in.ts'
import { confirmationLink, newcomer } from './sign-up.ts'

/** A developer with an account of his own, for journeys that are not about signing up. */
export async function makeDeveloper(browser: Browser, stack: SharedStack): Promise<Credentials> {
  const visitor = await browser.newContext()
  const call = clientOf(visitor, stack.urls.portal)
  const who = newcomer()
  await call(signUp, who)
  const link = await confirmationLink(stack.urls.mail, who.email)
  await call(verifyEmail, {
    token: new URL(link).searchParams.get('token') ?? '',
    password: who.password,
  })
  await visitor.close()
  return who
}
