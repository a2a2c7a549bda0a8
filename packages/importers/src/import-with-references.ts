import type { ImportResult } from './import-result.ts'
import { type RunImportOptions, type RunImportSource, runImport } from './run-import.ts'

/**
 * Fetches those of the wanted addresses that the importing member allowed; others are simply not in the answer. The importers know no
 * network, so the caller brings its guarded one.
 */
export type FetchFiles = (urls: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array | string>>

const maxRounds = 8
const maxFetched = 100

/**
 * `runImport` for descriptions whose references lead to other addresses: imports, asks for what is missing, and imports again, until
 * nothing is missing or nothing more comes. What was not fetched stays an issue `reference.remote` of the last result.
 */
export async function importWithReferences(
  source: RunImportSource,
  options: RunImportOptions,
  fetchFiles: FetchFiles,
): Promise<ImportResult> {
  const fetched = new Map<string, Uint8Array | string>(source.fetched)
  for (let round = 0; ; round += 1) {
    const result = await runImport({ ...source, fetched }, options)
    if (result.ok || round === maxRounds) return result
    const wanted = (result.needs ?? []).filter((url) => !fetched.has(url)).slice(0, maxFetched - fetched.size)
    if (wanted.length === 0) return result
    const size = fetched.size
    for (const [url, content] of await fetchFiles(wanted)) if (wanted.includes(url)) fetched.set(url, content)
    if (fetched.size === size) return result
  }
}
