import { parentPort, workerData } from 'node:worker_threads'
import { dryBuild } from '@gatehouse/policies/snapshot/build'

/** What the thread is given: a manifest and its parts, as `compileStage` made them. */
export type DryBuildJob = { manifestText: string; parts: readonly (readonly [hash: string, text: string])[] }

if (parentPort) {
  const job = workerData as DryBuildJob
  parentPort.postMessage(dryBuild(job.manifestText, new Map(job.parts)))
}
