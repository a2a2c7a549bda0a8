import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { ContractExtensions } from '@gatehouse/contracts/contract-extensions'
import type { ImportIssue, ImportReport } from '@gatehouse/contracts/import-report'

export interface SourceIdentity {
  /** Hex, of what was given: the text in UTF-8, or the bytes of the file or archive. */
  sha256: string
  bytes: number
}

/** What an importer of one format makes of a bundle. */
export type BundleResult =
  | {
      ok: true
      description: ApiDescription
      report: ImportReport
      /** What an export of Gatehouse carried beside the contract. */
      extensions?: ContractExtensions
    }
  | ImportFailed

export interface ImportFailed {
  ok: false
  issues: ImportIssue[]
  /**
   * Files behind absolute http(s) addresses that the description refers to and nobody has given yet: without fragment, each once,
   * sorted. The caller may fetch those on hosts that the importing member allowed and import again with them. Each also has an
   * issue `reference.remote`, so a caller that fetches nothing shows what is missing.
   */
  needs?: string[]
  /** Files of an archive that could each be the one to begin with; ask for one and import again with `rootFile`. */
  candidates?: string[]
}

export interface Imported {
  ok: true
  description: ApiDescription
  report: ImportReport
  extensions?: ContractExtensions
  source: SourceIdentity
}

export type ImportResult = Imported | ImportFailed
