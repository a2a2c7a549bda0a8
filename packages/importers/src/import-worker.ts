import { parentPort, workerData } from 'node:worker_threads'
import { diffDescriptions } from './diff-descriptions.ts'
import { type ImportJob, runImportJob } from './import-job.ts'
import { listPieces, resultPieces } from './result-pieces.ts'

/** What the thread is given: a source as text or as bytes of a file, or two or three descriptions as JSON. */
export type WorkerJob = ImportJob | { kind: 'diff'; before: string; after: string }

async function run(job: WorkerJob): Promise<Generator<string>> {
  if (job.kind === 'import') return resultPieces(await runImportJob(job))
  return listPieces(diffDescriptions(JSON.parse(job.before), JSON.parse(job.after)))
}

if (parentPort) {
  const port = parentPort
  const pieces = await run(workerData)
  // One piece per question, so that the asking thread has a turn of its event loop between two of them.
  port.on('message', () => {
    const piece = pieces.next()
    port.postMessage(piece.done ? null : piece.value)
    if (piece.done) port.close()
  })
  port.postMessage('ready')
}
