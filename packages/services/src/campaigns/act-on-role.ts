import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { AccessCall } from '../people/access-call.ts'
import { hasAdmin } from '../roles/grant-limits.ts'
import { type Effect, gone, type SubjectActs } from './subject-acts.ts'

const lastAdmin = 'Somebody active must keep the role Admin for the organization, so it stays.'

async function read({ tx }: AccessCall, id: string) {
  const [row] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM role_assignment WHERE id = ${id} FOR UPDATE`
  if (!row) return null
  return tx.roleAssignment.findUnique({ where: { id }, include: { role: true, api: { select: { teamId: true } } } })
}
type Row = NonNullable<Awaited<ReturnType<typeof read>>>

function entry(row: Row, action: string, more: Pick<AuditEntry, 'before' | 'after'>): AuditEntry {
  return {
    action,
    target: row.personId
      ? { kind: 'person', id: row.personId }
      : { kind: 'serviceAccount', id: row.serviceAccountId ?? '' },
    ...(row.teamId ? { teamId: row.teamId } : {}),
    ...(row.apiId ? { apiId: row.apiId } : {}),
    ...more,
  }
}

async function require(call: AccessCall, id: string): Promise<Row> {
  const row = await read(call, id)
  if (!row) throw new Error('a role assignment went while its row was locked')
  return row
}

/** Whether nobody would be left who gives roles. Under the lock that keeps two from leaving at once. */
async function wouldLockOut({ tx }: AccessCall, row: Row): Promise<boolean> {
  const { permissions } = row.role
  if (row.scope !== 'organization' || row.personId === null || !permissions.includes('role.assign')) return false
  await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
  return !(await hasAdmin(tx, row.id))
}

async function suspend(call: AccessCall, row: Row, reason: string): Promise<AuditEntry> {
  await call.tx.roleAssignment.update({
    where: { id: row.id },
    data: { suspendedAt: call.ctx.now(), suspendedFor: reason },
  })
  return entry(row, 'role.suspend', { after: { assignmentId: row.id, roleId: row.roleId } })
}

/** Sessions and keys ask for roles at each request, so a suspended one gives nothing from the next one on. */
export const roleActs: SubjectActs = {
  standing: async (call, id) => {
    const row = await read(call, id)
    if (!row) return gone('The role was taken meanwhile.')
    if (row.suspendedAt)
      return { state: 'suspended', sentence: 'The role is suspended.', reason: row.suspendedFor, stageId: undefined }
    return { state: 'active', sentence: 'The role is held.', reason: null, stageId: undefined }
  },
  revoke: async (call, id, reason): Promise<Effect> => {
    const row = await require(call, id)
    if (await wouldLockOut(call, row)) return { outcome: 'not-possible', note: lastAdmin, audit: [] }
    // What a group gives comes back with its next message: it rests here, and goes for good where it comes from.
    if (row.mappingId !== null)
      return {
        outcome: 'suspended',
        note: 'A group of a directory gives this role: it gives nothing here now; take it away in the directory.',
        audit: [await suspend(call, row, reason)],
      }
    await call.tx.roleAssignment.delete({ where: { id } })
    return {
      outcome: 'revoked',
      note: null,
      audit: [entry(row, 'role.unassign', { before: { assignmentId: id, roleId: row.roleId, scope: row.scope } })],
    }
  },
  suspend: async (call, id, reason): Promise<Effect> => {
    const row = await require(call, id)
    if (await wouldLockOut(call, row)) return { outcome: 'not-possible', note: lastAdmin, audit: [] }
    return { outcome: 'suspended', note: null, audit: [await suspend(call, row, reason)] }
  },
  restore: async (call, id) => {
    const row = await require(call, id)
    await call.tx.roleAssignment.update({ where: { id }, data: { suspendedAt: null, suspendedFor: null } })
    return [entry(row, 'role.return', { after: { assignmentId: id, roleId: row.roleId } })]
  },
}
