import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { loadSnapshot } from './load-snapshot.ts'
import { ValidatorCache } from './validator-cache.ts'

const { configuration } = workerData as { configuration: string }

parentPort?.on('message', ({ id, manifestText }: { id: number; manifestText: string }) => {
  let issues: SnapshotIssue[]
  try {
    const built = loadSnapshot(configuration, manifestText, { check: true })
    issues = built.ok ? [] : built.issues
    new ValidatorCache(join(configuration, 'validators')).prune(Date.now())
  } catch (error) {
    issues = [{ code: 'internal', message: error instanceof Error ? error.message : String(error) }]
  }
  parentPort?.postMessage({ id, issues })
})
