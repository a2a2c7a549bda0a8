import { can } from '@gatehouse/auth/permissions'
import type { Actor, ActorRef } from '@gatehouse/contracts/actor'
import { listAudit as endpoint } from '@gatehouse/contracts/endpoints/audit'
import type { Json } from '@gatehouse/contracts/json'
import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { targetNames } from './target-names.ts'

/** Who did what, newest first: all of it, or what concerns the teams and APIs that the reader's grants cover. */
export const listAudit = query({
  name: 'audit.list',
  allowed: { permission: 'audit.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'audit.read')
    const where: Prisma.AuditLogWhereInput[] = []
    if (!visible.all) where.push({ OR: [{ teamId: { in: visible.teamIds } }, { apiId: { in: visible.apiIds } }] })
    if (input.actorId) where.push({ actorId: input.actorId })
    if (input.targetId) where.push({ targetId: input.targetId })
    if (input.apiId) where.push({ apiId: input.apiId })
    if (input.teamId) where.push({ teamId: input.teamId })
    if (input.action) where.push({ OR: [{ action: input.action }, { action: { startsWith: `${input.action}.` } }] })
    if (input.from) where.push({ at: { gte: new Date(input.from) } })
    if (input.to) where.push({ at: { lt: new Date(input.to) } })
    if (input.cursor) where.push({ seq: { lt: readSeq(input.cursor) } })
    const rows = await db.auditLog.findMany({ where: { AND: where }, orderBy: { seq: 'desc' }, take: input.limit + 1 })
    const persons = maySeePersons(ctx.actor)
    const actors = rows.map(({ actorKind, actorId }) => ({ kind: actorKind as ActorRef['kind'], id: actorId }))
    const [nameActor, names] = await Promise.all([actorNames(db, actors), targetNames(db, rows, persons)])
    const actorView = (ref: ActorRef) => {
      const isPerson = ref.kind === 'member' || ref.kind === 'developer'
      return isPerson && !persons ? { ...ref, name: '' } : nameActor(ref)
    }
    return toPage(
      rows,
      input.limit,
      (row) => ({
        seq: row.seq.toString(),
        at: row.at.toISOString(),
        actor: actorView({ kind: row.actorKind as ActorRef['kind'], id: row.actorId }),
        action: row.action,
        target: { kind: row.targetKind, id: row.targetId, name: names.get(row.targetId) ?? null },
        apiId: row.apiId,
        teamId: row.teamId,
        before: row.before as Json,
        after: row.after as Json,
        requestId: row.requestId,
        hash: row.hash,
      }),
      (row) => encodeCursor(row.seq.toString()),
    )
  },
})

function maySeePersons(actor: Actor): boolean {
  if (actor.kind === 'system') return true
  return (actor.kind === 'member' || actor.kind === 'serviceAccount') && can(actor.grants, 'person.read')
}

function readSeq(cursor: string): bigint {
  const text = decodeCursor(cursor, 1)[0] ?? ''
  if (!/^\d{1,18}$/.test(text)) throw new DomainError('invalid_input', 'The cursor is not one that this list gave.')
  return BigInt(text)
}
