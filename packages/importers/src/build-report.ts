import type { ImportReport, ImportReportItem } from '@gatehouse/contracts/import-report'
import { eachSourceKey, type FateMap } from './fates.ts'
import type { SourceTree } from './source-tree.ts'

const maxItems = 2_000

/** A file of the source. */
export interface ReportFile {
  /** Absent: the file that was given. */
  name?: string | undefined
  tree: SourceTree
  /** Why a key that nobody claims was dropped. */
  unknown?: string
}

interface Found {
  file: ReportFile
  pointer: string
  container: object
  key: string
  construct: string
  reason: string | undefined
}

/** What the report says that is no key of the source: a parameter that had to be made up, an operation left out. */
export interface ReportNote {
  fate: 'enforced' | 'documented' | 'dropped'
  pointer: string
  file?: string | undefined
  line?: number | undefined
  construct: string
  reason: string
}

/**
 * The import report: what is enforced in groups, then what was dropped, then what is documented only, one by one. A key that shares the fate of a key above
 * it is counted, not listed. Lines are looked up for listed items only.
 */
export function buildReport(
  format: ImportReport['format'],
  files: readonly ReportFile[],
  fates: FateMap,
  operations: number,
  notes: readonly ReportNote[],
): ImportReport {
  const counts = { enforced: 0, documented: 0, dropped: 0, operations }
  const groups = new Map<string, { first: Found; count: number }>()
  const dropped: Found[] = []
  const documented: Found[] = []
  for (const file of files)
    eachSourceKey(
      file.tree,
      fates,
      ({ pointer, container, key, claim, inherited }) => {
        counts[claim.fate] += 1
        const { construct, reason } = claim
        if (claim.fate === 'enforced') {
          const group = groups.get(construct)
          if (group) group.count += 1
          else groups.set(construct, { first: { file, pointer, container, key, construct, reason }, count: 1 })
        } else if (!inherited) {
          const list = claim.fate === 'dropped' ? dropped : documented
          if (list.length <= maxItems) list.push({ file, pointer, container, key, construct, reason })
        }
      },
      file.unknown,
    )
  const items: ImportReportItem[] = []
  const add = (item: ImportReportItem) => items.length < maxItems && items.push(item)
  const place = ({ file, pointer, container, key }: Found) => {
    const { name, tree } = file
    const line =
      tree.lineOf(container, key) ??
      tree.unsafe.find((member) => member.container === container && member.key === key)?.line
    return { pointer, ...(name !== undefined && { file: name }), ...(line !== undefined && { line }) }
  }
  for (const { first, count } of groups.values())
    add({ fate: 'enforced', ...place(first), construct: first.construct, count })
  for (const { line, file, ...note } of notes)
    add({ ...note, ...(file !== undefined && { file }), ...(line !== undefined && { line }) })
  for (const found of dropped)
    add({ fate: 'dropped', ...place(found), construct: found.construct, ...(found.reason && { reason: found.reason }) })
  for (const found of documented)
    add({
      fate: 'documented',
      ...place(found),
      construct: found.construct,
      ...(found.reason && { reason: found.reason }),
    })
  const truncated = groups.size + notes.length + dropped.length + documented.length > maxItems
  return { format, counts, items, truncated }
}
