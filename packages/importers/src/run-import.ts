import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { ImportResult } from './import-openapi.ts'
import type { ImportJob } from './import-worker.ts'
import { defaultImportLimits, type ImportLimits } from './limits.ts'
import { tooLarge } from './read-source.ts'
import { ResultAssembly } from './result-pieces.ts'
import { workerFile } from './worker-file.ts'

export interface RunImportOptions {
  /** Milliseconds until the import is ended. */
  timeoutMs?: number
  /** Heap of the thread in MB. */
  memoryMb?: number
  limits?: Partial<ImportLimits>
}

/** Text, or the bytes of an uploaded file in any encoding. */
export type RunImportSource = ({ text: string } | { bytes: Uint8Array }) & { fileName?: string }

const stackMb = 4

/**
 * Imports an untrusted document in a worker thread with bounds on time and memory. Never throws for what the document does: a
 * timeout and an exhausted heap are issues `limits.time` and `limits.memory`. The caller's event loop is not held up.
 */
export function runImport(source: RunImportSource, options: RunImportOptions = {}): Promise<ImportResult> {
  const limits = { ...defaultImportLimits, ...options.limits }
  const size = 'bytes' in source ? source.bytes.byteLength : source.text.length
  const large = tooLarge(size, limits)
  if (large) return Promise.resolve({ ok: false, issues: [large] })
  return inWorker({ ...source, limits }, options.timeoutMs ?? 10_000, options.memoryMb ?? 256)
}

function refused(issue: ImportIssue): ImportResult {
  return { ok: false, issues: [issue] }
}

function inWorker(job: ImportJob, timeoutMs: number, memoryMb: number): Promise<ImportResult> {
  return new Promise((settle, fail) => {
    const main = process.argv[1]
    const file = workerFile({
      moduleUrl: import.meta.url,
      main: main === undefined ? undefined : resolve(main),
      cwd: process.cwd(),
    })
    const worker = new Worker(file, {
      workerData: job,
      // The thread reads a stranger's document: it sees none of the process's environment.
      env: {},
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: memoryMb,
        maxYoungGenerationSizeMb: Math.min(64, Math.ceil(memoryMb / 4)),
        stackSizeMb: stackMb,
      },
    })
    const assembly = new ResultAssembly()
    const end = (act: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      // A late error of a thread that is being ended must not become an unhandled one.
      worker.on('error', () => {})
      void worker.terminate()
      act()
    }
    const timer = setTimeout(
      () =>
        end(() =>
          settle(
            refused({
              rule: 'limits.time',
              message: `The import took longer than ${timeoutMs / 1000} seconds and was ended.`,
              fix: 'Split the API, or remove large examples.',
            }),
          ),
        ),
      timeoutMs,
    )
    worker.on('message', (message: 'ready' | string | null) => {
      if (message === null) {
        const { result } = assembly
        end(() => (result ? settle(result) : fail(new Error('the import thread sent no result'))))
        return
      }
      if (message !== 'ready') assembly.add(message)
      worker.postMessage('next')
    })
    worker.on('error', (error: Error & { code?: string }) => {
      end(() => {
        if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') fail(error)
        else
          settle(
            refused({
              rule: 'limits.memory',
              message: `The import needed more than ${memoryMb} MB of memory and was ended.`,
              fix: 'Split the API, or remove large examples.',
            }),
          )
      })
    })
    worker.on('exit', (code) => end(() => fail(new Error(`the import thread ended with code ${code}`))))
  })
}
