import { ProblemError } from '@gatehouse/contracts/client'
import { listMyStages } from '@gatehouse/contracts/endpoints/my-applications'
import { getMyRequest } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import { serverCall } from '../../server/call.ts'
import { loadVersion, versionHref } from '../reference/load-version.ts'
import type { RequestDetail } from './request-page.tsx'

/** A request of the reader's; undefined when there is none that he may see, whatever the reason. */
export async function loadRequest(requestId: Id<'request'>): Promise<RequestDetail | undefined> {
  const call = await serverCall()
  try {
    return await call(getMyRequest, { requestId })
  } catch (error) {
    if (error instanceof ProblemError && [401, 403, 404].includes(error.problem.status)) return undefined
    throw error
  }
}

/** Address of the reference page of the request's operation, where the reader may see it. */
export async function referenceOf({ api, operation }: RequestDetail): Promise<string | undefined> {
  if (!api || !operation) return undefined
  const view = await loadVersion(api.slug, api.version)
  const listed = view?.operations.find(({ id }) => id === operation.id)
  return view && listed ? `${versionHref(view)}/${listed.slug}` : undefined
}

/** `https:` or `http:`, as the stage's gateway is reached. */
export async function schemeOf({ stage }: RequestDetail): Promise<string> {
  const call = await serverCall()
  const { items } = await call(listMyStages, {})
  const gateway = items.find(({ id }) => id === stage.id)
  return gateway ? new URL(gateway.gatewayUrl).protocol : 'https:'
}
