import type { ImportResult } from './import-result.ts'
import { defaultImportLimits, type ImportLimits } from './limits.ts'
import { tooLarge } from './read-source.ts'
import { ResultAssembly } from './result-pieces.ts'
import { inWorker } from './worker-thread.ts'

export interface RunImportOptions {
  /** Milliseconds until the import is ended; default 10,000. */
  timeoutMs?: number
  /** Heap of the thread in MB; default 256, above 4 MB of source 512 (YAML needs some fifty times its size while it is parsed). */
  memoryMb?: number
  limits?: Partial<ImportLimits>
}

/** Text, or the bytes of an uploaded file or zip archive. */
export type RunImportSource = ({ text: string } | { bytes: Uint8Array }) & {
  fileName?: string
  /** The http(s) address that it was read from: relative references count from there. */
  address?: string
  /** Files behind addresses that an earlier result asked for in `needs`. */
  fetched?: ReadonlyMap<string, Uint8Array | string>
  /** The file of an archive to begin with, where its rules leave several (`candidates` of an earlier result). */
  rootFile?: string
}

const fix = 'Split the API, remove large examples, or give it as JSON, which is read several times faster than YAML.'

/**
 * Imports an untrusted document in a worker thread with bounds on time and memory. Never throws for what the document does: a
 * timeout and an exhausted heap are issues `limits.time` and `limits.memory`. The caller's event loop is not held up.
 */
export async function runImport(source: RunImportSource, options: RunImportOptions = {}): Promise<ImportResult> {
  const limits = { ...defaultImportLimits, ...options.limits }
  const size = 'bytes' in source ? source.bytes.byteLength : source.text.length
  const large = tooLarge(size, limits)
  if (large) return { ok: false, issues: [large] }
  const timeoutMs = options.timeoutMs ?? 10_000
  const memoryMb = options.memoryMb ?? (size > 4 * 1024 * 1024 ? 512 : 256)
  const assembly = new ResultAssembly()
  const end = await inWorker({ kind: 'import', ...source, limits }, { timeoutMs, memoryMb }, (piece) =>
    assembly.add(piece),
  )
  if (end === 'time') {
    const message = `The import took longer than ${timeoutMs / 1000} seconds and was ended.`
    return { ok: false, issues: [{ rule: 'limits.time', message, fix }] }
  }
  if (end === 'memory') {
    const message = `The import needed more than ${memoryMb} MB of memory and was ended.`
    return { ok: false, issues: [{ rule: 'limits.memory', message, fix }] }
  }
  if (assembly.result === undefined) throw new Error('the import thread sent no result')
  return assembly.result
}
