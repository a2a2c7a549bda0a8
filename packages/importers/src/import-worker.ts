import { parentPort, workerData } from 'node:worker_threads'
import { diffDescriptions } from './diff-descriptions.ts'
import { importOpenApi } from './import-openapi.ts'
import type { ImportResult } from './import-result.ts'
import type { ImportLimits } from './limits.ts'
import { judgeText, type LintJob } from './lint/judge-text.ts'
import { decodeSource, tooLarge } from './read-source.ts'
import { listPieces, resultPieces } from './result-pieces.ts'

/** What the thread is given: a source as text or as bytes of a file, two descriptions as JSON, or one to lint. */
export type WorkerJob = ImportJob | { kind: 'diff'; before: string; after: string } | ({ kind: 'lint' } & LintJob)

interface ImportJob {
  kind: 'import'
  text?: string
  bytes?: Uint8Array
  fileName?: string
  limits: ImportLimits
}

function runImport(job: ImportJob): ImportResult {
  let text = job.text
  if (job.bytes !== undefined) {
    const large = tooLarge(job.bytes.byteLength, job.limits)
    if (large) return { ok: false, issues: [large] }
    const decoded = decodeSource(job.bytes)
    if ('issue' in decoded) return { ok: false, issues: [decoded.issue] }
    text = decoded.text
  }
  return importOpenApi({ text: text ?? '', ...(job.fileName !== undefined && { fileName: job.fileName }) }, job.limits)
}

function run(job: WorkerJob): Generator<string> {
  if (job.kind === 'import') return resultPieces(runImport(job))
  if (job.kind === 'lint') return listPieces(judgeText(job))
  return listPieces(diffDescriptions(JSON.parse(job.before), JSON.parse(job.after)))
}

if (parentPort) {
  const port = parentPort
  const pieces = run(workerData)
  // One piece per question, so that the asking thread has a turn of its event loop between two of them.
  port.on('message', () => {
    const piece = pieces.next()
    port.postMessage(piece.done ? null : piece.value)
    if (piece.done) port.close()
  })
  port.postMessage('ready')
}
