import { ProblemError } from '@gatehouse/contracts/client'
import { getMyApplication } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { serverCall } from '../../server/call.ts'
import { loadVersion } from '../reference/load-version.ts'
import { safestOperation } from '../reference/operation-sample.ts'
import { safeCurl } from '../start/start-view.ts'
import type { SafeCall } from './safe-call.ts'

/** For each stage a harmless call to an API that the application may use. */
export async function safeCallsOf(applicationId: string): Promise<SafeCall[]> {
  const call = await serverCall()
  try {
    const application = await call(getMyApplication, { applicationId: applicationId as Id<'application'> })
    const apis = application.subscriptions.filter(({ state }) => state === 'active').flatMap(({ apis }) => apis)
    const calls: SafeCall[] = []
    for (const { apiSlug, versionName } of apis.slice(0, 3)) {
      const view = await loadVersion(apiSlug, versionName)
      const operation = view && safestOperation(view)
      if (!view || !operation) continue
      for (const { id, baseUrl } of view.stages) {
        calls.push({ api: view.api.name, stageId: id, curl: safeCurl(view, baseUrl, operation) })
      }
    }
    return calls
  } catch (error) {
    // The page itself says that there is no such application.
    if (error instanceof ProblemError) return []
    throw error
  }
}
