import type { ImportIssue, ImportReport, ImportReportItem } from '@gatehouse/contracts/import-report'
import type { Claim, Fate } from './fates.ts'

/** One construct of a source: a key of a RAML file, a section or line of an API Blueprint. */
export interface SourcePart {
  /** Pointer inside its file. */
  pointer: string
  /** Absent: the file that was given. */
  file?: string
  /** 1-based. */
  line: number
  /** Last line of a part that is made of lines; absent for a key. */
  end?: number
  /** What it is when nobody claims it. */
  name: string
  /** The part that it stands in: where a deep claim comes from. */
  parent?: SourcePart
  claim?: Claim
}

export interface PartFate {
  pointer: string
  file?: string
  line: number
  end?: number
  fate: Fate
}

const rank: Record<Fate, number> = { dropped: 0, documented: 1, enforced: 2 }
const maxItems = 2_000

/**
 * What became of each part of a source that is no JSON document. Readers add parts as they meet them in the text, visitors claim
 * them; a part that is used at several places (a trait) has the strongest of its fates, and what nobody claims was dropped.
 */
export class SourceLedger {
  readonly issues: ImportIssue[] = []
  readonly #parts: SourcePart[] = []
  readonly #known = new Set<string>()

  add(part: SourcePart): SourcePart {
    this.#parts.push(part)
    return part
  }

  claim(part: SourcePart | undefined, claim: Claim): void {
    if (part === undefined) return
    if (part.claim === undefined || rank[part.claim.fate] < rank[claim.fate]) part.claim = claim
  }

  /** An issue at a place; the same rule at the same place is said once. */
  issue(issue: ImportIssue): void {
    const id = `${issue.rule} ${issue.file ?? ''} ${issue.pointer ?? ''} ${issue.line ?? ''}`
    if (this.#known.has(id) || this.#known.size > 200) return
    this.#known.add(id)
    this.issues.push(issue)
  }

  /** The one fate of each part, in the order of the source. */
  fates(): PartFate[] {
    return this.#ordered().map((part) => ({
      pointer: part.pointer,
      ...(part.file !== undefined && { file: part.file }),
      line: part.line,
      ...(part.end !== undefined && { end: part.end }),
      fate: fateOf(part).claim.fate,
    }))
  }

  /** File by file as they were met first, each from its top. */
  #ordered(): SourcePart[] {
    const files = new Map<string | undefined, SourcePart[]>([[undefined, []]])
    for (const part of this.#parts) {
      const own = files.get(part.file)
      if (own) own.push(part)
      else files.set(part.file, [part])
    }
    return [...files.values()].flatMap((parts) => parts.sort((a, b) => a.line - b.line))
  }

  report(format: ImportReport['format'], operations: number): ImportReport {
    const counts = { enforced: 0, documented: 0, dropped: 0, operations }
    const groups = new Map<string, { first: SourcePart; count: number }>()
    const listed: Record<'dropped' | 'documented', ImportReportItem[]> = { dropped: [], documented: [] }
    for (const part of this.#ordered()) {
      const { claim, inherited } = fateOf(part)
      counts[claim.fate] += 1
      if (claim.fate === 'enforced') {
        const group = groups.get(claim.construct)
        if (group) group.count += 1
        else groups.set(claim.construct, { first: part, count: 1 })
      } else if (!inherited) {
        const { fate, construct, reason } = claim
        listed[fate].push({ fate, ...placeOf(part), construct, ...(reason !== undefined && { reason }) })
      }
    }
    const all: ImportReportItem[] = [...groups].map(([construct, { first, count }]) => ({
      fate: 'enforced',
      ...placeOf(first),
      construct,
      count,
    }))
    all.push(...listed.dropped, ...listed.documented)
    return { format, counts, items: all.slice(0, maxItems), truncated: all.length > maxItems }
  }
}

function fateOf(part: SourcePart): { claim: Claim; inherited: boolean } {
  if (part.claim) return { claim: part.claim, inherited: false }
  for (let above = part.parent; above !== undefined; above = above.parent) {
    if (above.claim?.deep) return { claim: above.claim, inherited: true }
    // What stands in a part that nobody claimed shares its fate, and is not listed again.
    if (above.claim === undefined) return { claim: unclaimed(part), inherited: true }
  }
  return { claim: unclaimed(part), inherited: false }
}

function unclaimed(part: SourcePart): Claim {
  return {
    fate: 'dropped',
    construct: part.name,
    reason: 'the format does not know it in this place, or nothing uses it',
  }
}

function placeOf(part: SourcePart): Pick<ImportReportItem, 'pointer' | 'file' | 'line'> {
  return { pointer: part.pointer, ...(part.file !== undefined && { file: part.file }), line: part.line }
}
