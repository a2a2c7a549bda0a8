import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { ContractExtensions } from '@gatehouse/contracts/contract-extensions'
import type { ImportIssue, ImportReport } from '@gatehouse/contracts/import-report'
import { canonicalJson } from '@gatehouse/contracts/json'
import { runImport } from '@gatehouse/importers/run-import'
import { DomainError } from '../grammar/domain-error.ts'

export type ReadContract = {
  description: ApiDescription
  report: ImportReport
  sha256: string
  extensions?: ContractExtensions | undefined
}

/** Reads an untrusted contract file in a worker thread, or refuses it with each place that is wrong. */
export async function readContractFile(file: { fileName: string; source: string }): Promise<ReadContract> {
  // A file that begins with U+FEFF is the same file.
  const text = file.source.replace(/^\uFEFF/, '')
  const result = await runImport({ text, fileName: file.fileName }, { timeoutMs: 30_000, memoryMb: 512 })
  if (!result.ok) throw importFailed(result.issues)
  if (
    !isStorable(canonicalJson([result.description, result.extensions])) ||
    text.includes('\0') ||
    !text.isWellFormed()
  ) {
    throw importFailed([
      {
        rule: 'text.characters',
        message: 'The file has the character U+0000 or half of a surrogate pair, which cannot be stored.',
        fix: 'Remove it; it is mostly in an example or a pattern.',
      },
    ])
  }
  const { description, report, extensions, source } = result
  return { description, report, sha256: source.sha256, extensions }
}

/** PostgreSQL's jsonb takes neither U+0000 nor a lone surrogate; JSON text shows both as escapes. */
function isStorable(jsonText: string): boolean {
  return !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i.test(jsonText)
}

export function importFailed(issues: readonly ImportIssue[]): DomainError {
  const first = issues[0]
  return new DomainError('import_failed', first && [first.message, first.fix].filter(Boolean).join(' '), {
    errors: issues.slice(0, 100).map((issue) => ({
      in: 'file',
      pointer: issue.pointer ?? '',
      rule: issue.rule,
      expected: [issue.message, issue.fix].filter(Boolean).join(' '),
      ...(issue.line === undefined ? {} : { line: issue.line }),
    })),
  })
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
