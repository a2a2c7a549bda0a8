import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { ContractExtensions } from '@gatehouse/contracts/contract-extensions'
import type { ImportIssue, ImportReport } from '@gatehouse/contracts/import-report'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { ProblemError } from '@gatehouse/contracts/problems'
import type { Imported } from '@gatehouse/importers/import-result'
import { runImport } from '@gatehouse/importers/run-import'
import { DomainError } from '../grammar/domain-error.ts'

/** What a contract file says. */
export type ContractFile = {
  description: ApiDescription
  report: ImportReport
  sha256: string
  extensions?: ContractExtensions | undefined
}

/** Reads an untrusted contract text in a worker thread, or refuses it with each place that is wrong. */
export async function readContractFile(file: { fileName: string; source: string }): Promise<ContractFile> {
  // A file that begins with U+FEFF is the same file.
  const text = file.source.replace(/^\uFEFF/, '')
  const result = await runImport({ text, fileName: file.fileName }, { timeoutMs: 30_000, memoryMb: 512 })
  if (!result.ok) throw importFailed(result.issues)
  return toContractFile(result, text)
}

/** The part of an import that is saved; `text` is what is stored beside it. Refuses what PostgreSQL cannot hold. */
export function toContractFile(result: Imported, text: string): ContractFile {
  const { description, report, extensions, source } = result
  if (!isStorable(canonicalJson([description, extensions])) || text.includes('\0') || !text.isWellFormed()) {
    throw importFailed([
      {
        rule: 'text.characters',
        message: 'The file has the character U+0000 or half of a surrogate pair, which cannot be stored.',
        fix: 'Remove it; it is mostly in an example or a pattern.',
      },
    ])
  }
  return { description, report, sha256: source.sha256, extensions }
}

/** PostgreSQL's jsonb takes neither U+0000 nor a lone surrogate; JSON text shows both as escapes. */
function isStorable(jsonText: string): boolean {
  return !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i.test(jsonText)
}

/** The refusal of a file. `questions` are what the member can answer; they stand first. */
export function importFailed(issues: readonly ImportIssue[], questions: readonly ProblemError[] = []): DomainError {
  const first = issues[0]
  return new DomainError('import_failed', first && [first.message, first.fix].filter(Boolean).join(' '), {
    errors: [...questions, ...issues.map(toError)].slice(0, 100),
  })
}

/** A line is one of the file that was given; in another file the place is said in words. */
function toError({ rule, message, fix, pointer, line, file }: ImportIssue): ProblemError {
  const where = file && `In \`${file}\`${line === undefined ? '' : `, line ${line}`}:`
  const expected = [where, message, fix].filter(Boolean).join(' ')
  const lines = line === undefined || file !== undefined ? {} : { line }
  return { in: 'file', pointer: pointer ?? '', rule, expected, ...lines }
}

/** The first server of a contract that is a whole http(s) address without variables: where its backend may be. */
export function offeredBackend(description: ApiDescription): string | null {
  for (const { url } of description.servers) {
    if (!/^https?:\/\/[^{}]+$/.test(url) || !URL.canParse(url)) continue
    const parsed = new URL(url)
    if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '') continue
    parsed.hash = ''
    return parsed.href.replace(/\/+$/, '')
  }
  return null
}
