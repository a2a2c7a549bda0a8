import { Worker } from 'node:worker_threads'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { dryBuild } from '@gatehouse/policies/snapshot/build'
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

function inThread(file: string, job: DryBuildJob): Promise<SnapshotIssue[]> {
  return new Promise((settle, fail) => {
    const worker = new Worker(file, {
      workerData: job,
      // It compiles schemas that strangers wrote: it sees none of the process's environment.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    })
    const end = (act: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      worker.on('error', () => {})
      void worker.terminate()
      act()
    }
    const tooMuch = (what: string): SnapshotIssue[] => [
      { code: 'internal', message: `Building it needed too much ${what}: split the API, or simplify its schemas.` },
    ]
    const timer = setTimeout(() => end(() => settle(tooMuch('time'))), timeoutMs)
    worker.on('message', (issues: SnapshotIssue[]) => end(() => settle(issues)))
    worker.on('error', (error: Error & { code?: string }) =>
      end(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? settle(tooMuch('memory')) : fail(error))),
    )
    worker.on('exit', (code) => end(() => fail(new Error(`the build thread ended with code ${code}`))))
  })
}
