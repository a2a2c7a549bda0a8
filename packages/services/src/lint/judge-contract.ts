import type { LintRuleset } from '@gatehouse/contracts/lint'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { JudgedRule } from '@gatehouse/importers/lint/judge'
import { runLint } from '@gatehouse/importers/lint/run-lint'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import { hashContent } from '../contracts/content-hash.ts'
import { loadContent, storedContent } from '../contracts/stored-content.ts'
import { notFound } from '../grammar/domain-error.ts'

/** What rules said of a content, by content, ruleset and source: pages of findings and the page's tabs ask the same again and again. */
const kept = new Map<string, Promise<JudgedRule[]>>()
const most = 8
/** More findings than this are not worth the memory. */
const largest = 10_000

export interface JudgedContract {
  content: RevisionContent
  rules: JudgedRule[]
  /** Of the working copy; null for a revision. */
  etag: number | null
}

/** Judges the working copy of a version, or one of its revisions, with lines of the file that was imported last. */
export async function judgeContract(
  db: Db,
  version: Pick<FoundVersion, 'id'>,
  ruleset: LintRuleset,
  revision?: number,
): Promise<JudgedContract> {
  const { content, hash, etag } = await contentToJudge(db, version.id, revision)
  const latest = await db.contractImport.findFirst({
    where: { versionId: version.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, encoding: true },
  })
  const key = `${hash} ${latest?.id ?? ''} ${hashContent(ruleset)}`
  const found = kept.get(key)
  if (found) return { content, rules: await found, etag }
  // Lines are those of the file that the contract comes from: an archive has none, and an older text would lie.
  const source =
    latest?.encoding === 'text' &&
    (await db.contractImport.findUnique({ where: { id: latest.id }, select: { source: true } }))
  const judged = runLint({
    description: JSON.stringify(content.contract),
    ruleset,
    ...(source && { source: source.source }),
  })
  keep(key, judged)
  return { content, rules: await judged, etag }
}

async function contentToJudge(db: Db, versionId: string, revision: number | undefined) {
  if (revision === undefined) {
    const copy = await db.workingCopy.findUniqueOrThrow({ where: { versionId } })
    return { content: storedContent(copy.content), hash: copy.contentHash, etag: copy.etag }
  }
  const row = await db.revision.findUnique({
    where: { versionId_number: { versionId, number: revision } },
    select: { id: true, hash: true },
  })
  if (!row) throw notFound()
  return { content: await loadContent(db, row.id), hash: row.hash, etag: null }
}

function keep(key: string, judged: Promise<JudgedRule[]>): void {
  kept.set(key, judged)
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break
    kept.delete(oldest)
  }
  judged.then(
    (rules) => {
      if (rules.reduce((sum, { findings }) => sum + findings.length, 0) > largest) kept.delete(key)
    },
    () => kept.delete(key),
  )
}
