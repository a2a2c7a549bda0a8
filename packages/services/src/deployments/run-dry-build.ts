import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { dryBuild } from '@gatehouse/policies/snapshot/build'
import { runInThread, ThreadFailure } from '../threads/run-in-thread.ts'
import { threadFile } from '../threads/thread-file.ts'
import type { DryBuildJob } from './dry-build-worker.ts'

/** Below this many characters a build takes less time than a thread takes to start. */
const small = 60_000
const timeoutMs = 60_000

/**
 * What a gateway would say of a snapshot. Large ones are built in a thread: the control plane's event loop carries revocations and
 * must not wait for the schemas of a deploy.
 */
export async function runDryBuild(
  manifestText: string,
  parts: readonly { hash: string; text: string }[],
): Promise<SnapshotIssue[]> {
  const job: DryBuildJob = { manifestText, parts: parts.map(({ hash, text }) => [hash, text]) }
  const size = parts.reduce((sum, { text }) => sum + text.length, 0)
  const file = size < small ? undefined : threadFile(['deployments'], 'dry-build-worker')
  return file === undefined ? dryBuild(manifestText, new Map(job.parts)) : inThread(file, job)
}

async function inThread(file: string, job: DryBuildJob): Promise<SnapshotIssue[]> {
  try {
    return await runInThread<SnapshotIssue[]>(file, job, { timeoutMs })
  } catch (error) {
    if (!(error instanceof ThreadFailure) || (error.reason !== 'time' && error.reason !== 'memory')) throw error
    const message = `Building it needed too much ${error.reason}: split the API, or simplify its schemas.`
    return [{ code: 'internal', message }]
  }
}
