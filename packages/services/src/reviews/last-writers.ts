import { Prisma } from '@gatehouse/db/client'
import type { Db } from '../apis/find-version.ts'

export type Writer = { kind: string; id: string; at: Date }
type Row = { target_id: string; stage_id: string | null; actor_kind: string; actor_id: string; at: Date }

/** Acts by which a policy of a kind is written, as the audit log names them. */
const acts = {
  guardrail: ['guardrail.create', 'guardrail.update', 'guardrail.switch'],
  'token-rules': ['token-rules.put'],
  product: ['product.create', 'product.offer', 'product.set-items'],
} as const

/** Who wrote policies last, as the audit log tells; of token rules by stage. Service accounts are told, too: they are nobody's second pair of eyes. */
export async function lastWriters(
  db: Db,
  kind: keyof typeof acts,
  targetIds: readonly string[],
): Promise<(targetId: string, stageId?: string) => Writer | null> {
  const ids = [...new Set(targetIds)]
  if (ids.length === 0) return () => null
  const rows = await db.$queryRaw<Row[]>`
    SELECT DISTINCT ON (a.target_id, a.after->>'stageId') a.target_id, a.after->>'stageId' AS stage_id,
      CASE WHEN a.after->>'proposedBy' IS NULL THEN a.actor_kind ELSE 'member' END AS actor_kind,
      -- What a second person let through was written by who asked for it.
      coalesce(a.after->>'proposedBy', a.actor_id) AS actor_id, a.at
    FROM audit_log a WHERE a.target_id IN (${Prisma.join(ids)}) AND a.action IN (${Prisma.join([...acts[kind]])})
    ORDER BY a.target_id, a.after->>'stageId', a.seq DESC`
  return (targetId, stageId) => {
    const found = rows
      .filter((row) => row.target_id === targetId && (stageId === undefined || row.stage_id === stageId))
      .sort((a, b) => b.at.getTime() - a.at.getTime())[0]
    return found === undefined ? null : { kind: found.actor_kind, id: found.actor_id, at: found.at }
  }
}

/** Acts that write what a version's revision says of access. */
const versionActs = [
  'operation.configure',
  'operation.add',
  'operation.define',
  'operation.remove',
  'version.configure',
  'version.import',
  'version.replace',
  'api.import',
  'contract.describe',
  'working-copy.discard',
]

/**
 * Everybody who wrote at a version between the last reviewed state and this revision: the last of them alone must not review it, but a
 * reviewer who changed one rule of many has written as much.
 */
export async function writersOfVersion(
  db: Db,
  asked: { versionId: string; apiId: string; after: Date | null; until: Date },
): Promise<string[]> {
  const { versionId, apiId, after, until } = asked
  const rows = await db.$queryRaw<{ actor_id: string }[]>`
    SELECT DISTINCT a.actor_id FROM audit_log a
    WHERE a.api_id = ${apiId} AND a.actor_kind = 'member' AND a.action IN (${Prisma.join(versionActs)})
      AND a.at <= ${until} AND a.at > ${after ?? new Date(0)}
      AND (a.target_id = ${versionId} OR a.target_id = ${apiId}
        OR a.target_id IN (SELECT o.id FROM operation o WHERE o.version_id = ${versionId}))`
  return rows.map(({ actor_id }) => actor_id)
}
