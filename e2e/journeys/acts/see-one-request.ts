import { listMyRequests } from '@gatehouse/contracts/endpoints/usage'
import type { Browser } from '@playwright/test'
import { callGateway } from '../../fixtures/gateway-call.ts'
import type { SharedStack } from '../../fixtures/shared-stack.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { makeKey } from './make-key.ts'

/** Makes a call with a key of the demonstration's developer and waits until it is in the log: gives its request id. */
export async function seeOneRequest(browser: Browser, stack: SharedStack): Promise<string> {
  const sandbox = stack.urls.gateways.find(({ stage }) => stage === 'staging')?.url ?? ''
  const { key, call, applicationId, context } = await makeKey(browser, stack, { slug: 'orders', version: 'v1' })
  await waitUntil(
    'a served call is in the log',
    async () => {
      await callGateway(`${sandbox}/orders/v1/orders`, { key })
      return (await call(listMyRequests, { applicationId, limit: 1 } as never)).items[0]
    },
    { everyMs: 500 },
  )
  const [request] = (await call(listMyRequests, { limit: 1 })).items
  await context.close()
  return request?.id ?? ''
}
