import type { Call } from '@gatehouse/contracts/client'
import {
  createMyApplication,
  createMyCredential,
  listMyStages,
  requestMyAccess,
} from '@gatehouse/contracts/endpoints/my-applications'
import { getPortalVersion } from '@gatehouse/contracts/endpoints/portal'
import type { Browser, BrowserContext } from '@playwright/test'
import { demoSignIn, type SharedStack } from '../../fixtures/shared-stack.ts'
import type { MadeApi } from './make-api.ts'
import { type Credentials, clientOf, signedIn } from './sign-in.ts'
import { unique } from './unique.ts'

export type MadeKey = { key: string; applicationId: string; application: string; context: BrowserContext; call: Call }

/** An application of a developer (the demonstration's one unless named) with access to the API and a key for a stage. */
export async function makeKey(
  browser: Browser,
  stack: SharedStack,
  api: Pick<MadeApi, 'slug' | 'version'>,
  options: { who?: Credentials; stage?: string } = {},
): Promise<MadeKey> {
  const context = await signedIn(browser, stack.urls.portal, options.who ?? demoSignIn(stack, /developer/))
  const call = clientOf(context, stack.urls.portal)
  const name = unique('Client')
  const application = await call(createMyApplication, { name })
  const version = await call(getPortalVersion, { slug: api.slug, version: api.version })
  const plan = version.products[0]?.plans[0]
  const stages = await call(listMyStages, {})
  const stage = stages.items.find((one) => one.name === (options.stage ?? 'Sandbox'))
  if (!plan || !stage) throw new Error('the API has no plan, or the stage is closed')
  await call(requestMyAccess, { applicationId: application.id, planId: plan.id })
  const { key } = await call(createMyCredential, { applicationId: application.id, stageId: stage.id, name: 'Journey' })
  return { key, applicationId: application.id, application: name, context, call }
}
