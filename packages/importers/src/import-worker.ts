import { parentPort } from 'node:worker_threads'
import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { type ImportJob, runImportJob } from './import-job.ts'
import type { LintJob } from './lint/judge-text.ts'
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

/** What a kind of job needs is loaded when the first job of it comes. */
async function run(job: WorkerJob): Promise<Generator<string>> {
  switch (job.kind) {
    case 'import':
      return resultPieces(await runImportJob(job))
    case 'lint': {
      const { judgeText } = await import('./lint/judge-text.ts')
      return listPieces(judgeText(job))
    }
    case 'merge': {
      const { mergeDescriptions } = await import('./merge/merge-descriptions.ts')
      const { mergePieces, outcomeOf } = await import('./merge/merge-pieces.ts')
      const [base, mine, file]: ApiDescription[] = [job.base, job.mine, job.file].map((text) => JSON.parse(text))
      if (!base || !mine || !file) throw new Error('a merge takes three descriptions')
      return mergePieces(outcomeOf(mergeDescriptions(base, mine, file, job.choices)))
    }
    case 'diff': {
      const { diffDescriptions } = await import('./diff-descriptions.ts')
      return listPieces(diffDescriptions(JSON.parse(job.before), JSON.parse(job.after)))
    }
  }
}

/** Of the job that runs; one at a time. */
let pieces: Generator<string> | undefined

parentPort?.on('message', async (message: WorkerJob | 'next') => {
  if (message !== 'next') {
    pieces = await run(message)
    parentPort?.postMessage('ready')
    return
  }
  // One piece per question, so that the asking thread has a turn of its event loop between two of them.
  const piece = pieces?.next()
  if (piece === undefined || piece.done) pieces = undefined
  parentPort?.postMessage(piece === undefined || piece.done ? null : piece.value)
})
