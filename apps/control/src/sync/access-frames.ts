import type { AccessDelete, AccessKind, AccessUpsert } from '@gatehouse/contracts/access'
import type { AccessSource } from '@gatehouse/services/publishing/access-rows'

/** The increment of one stage as a line, or undefined when nothing in it concerns the stage. Built once for all its gateways. */
export function accessLine(seq: number, sources: readonly AccessSource[], stageId: string): string | undefined {
  const upserts: AccessUpsert[] = []
  const deletes: AccessDelete[] = []
  for (const source of sources) {
    if (source.stageId !== null && source.stageId !== stageId) continue
    if (source.row) upserts.push({ seq: source.seq, row: source.row(stageId) })
    else deletes.push({ seq: source.seq, kind: source.kind as AccessKind, id: source.id })
  }
  if (upserts.length === 0 && deletes.length === 0) return undefined
  return `${JSON.stringify({ type: 'access', seq, upserts, deletes })}\n`
}
