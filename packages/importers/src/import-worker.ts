import { parentPort, workerData } from 'node:worker_threads'
import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { diffDescriptions } from './diff-descriptions.ts'
import { type ImportJob, runImportJob } from './import-job.ts'
import { judgeText, type LintJob } from './lint/judge-text.ts'
import { mergeDescriptions } from './merge/merge-descriptions.ts'
import { mergePieces, outcomeOf } from './merge/merge-pieces.ts'
import type { MergeChoices } from './merge/merge-record.ts'
import { listPieces, resultPieces } from './result-pieces.ts'

/** What the thread is given: a source as text or as bytes of a file, or two or three descriptions as JSON. */
export type WorkerJob =
  | ImportJob
  | { kind: 'diff'; before: string; after: string }
  | MergeJob
  | ({ kind: 'lint' } & LintJob)

interface MergeJob {
  kind: 'merge'
  base: string
  mine: string
  file: string
  choices: MergeChoices
}

async function run(job: WorkerJob): Promise<Generator<string>> {
  if (job.kind === 'import') return resultPieces(await runImportJob(job))
  if (job.kind === 'lint') return listPieces(judgeText(job))
  if (job.kind === 'merge') {
    const [base, mine, file]: ApiDescription[] = [job.base, job.mine, job.file].map((text) => JSON.parse(text))
    if (!base || !mine || !file) throw new Error('a merge takes three descriptions')
    return mergePieces(outcomeOf(mergeDescriptions(base, mine, file, job.choices)))
  }
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
