import { parentPort, workerData } from 'node:worker_threads'
import { type ImportResult, importOpenApi } from './import-openapi.ts'
import type { ImportLimits } from './limits.ts'
import { decodeSource, tooLarge } from './read-source.ts'
import { resultPieces } from './result-pieces.ts'

/** What the thread is given; either text or the bytes of a file. */
export interface ImportJob {
  text?: string
  bytes?: Uint8Array
  fileName?: string
  limits: ImportLimits
}

function run(job: ImportJob): ImportResult {
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

if (parentPort) {
  const port = parentPort
  const pieces = resultPieces(run(workerData))
  // One piece per question, so that the asking thread has a turn of its event loop between two of them.
  port.on('message', () => {
    const piece = pieces.next()
    port.postMessage(piece.done ? null : piece.value)
    if (piece.done) port.close()
  })
  port.postMessage('ready')
}
