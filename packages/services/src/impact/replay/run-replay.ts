import { runInThread } from '../../threads/run-in-thread.ts'
import { threadFile } from '../../threads/thread-file.ts'
import { type ReplayJob, type ReplayOutcome, replayShapes } from './replay-shapes.ts'

/** Below this many shapes a thread takes longer to start than they take. */
const few = 200
const timeoutMs = 120_000

/** Replays in a thread: the control plane's event loop carries revocations and must not wait for ten thousand calls. */
export async function runReplay(job: ReplayJob, signal: AbortSignal): Promise<ReplayOutcome[]> {
  const file = job.shapes.length < few ? undefined : threadFile(['impact', 'replay'], 'replay-worker')
  return file === undefined ? replayShapes(job) : runInThread<ReplayOutcome[]>(file, job, { timeoutMs, signal })
}
