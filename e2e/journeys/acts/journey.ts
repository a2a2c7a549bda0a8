import { test as base } from '@playwright/test'
import { type SharedStack, sharedStack } from '../../fixtures/shared-stack.ts'

type Shared = {
  /** The installation that all journeys share; known only once it runs, so never while files are loaded. */
  stack: SharedStack
  /** Address of the gateway that developers know as Sandbox. */
  sandbox: string
}

/** A test in a browser, on the shared installation. */
export const test = base.extend<object, Shared>({
  stack: [({ browser: _ }, use) => use(sharedStack()), { scope: 'worker' }],
  sandbox: [
    ({ stack }, use) => use(stack.urls.gateways.find(({ stage }) => stage === 'staging')?.url ?? ''),
    { scope: 'worker' },
  ],
})
