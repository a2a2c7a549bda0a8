import { unassignRole as endpoint } from '@gatehouse/contracts/endpoints/roles'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assignmentInclude, toAssignmentView } from './assignment-view.ts'
import { assertAdminRemains, assertMayGrant, isAdmin, scopeOfAssignment } from './grant-limits.ts'

/** Takes a role from its holder, within what the taker has himself. The last admin stays. */
export const unassignRole = verb({
  name: 'role.unassign',
  allowed: { permission: 'role.assign' },
  read: 'person.read',
  input: endpoint.params,
  scope: async (tx, input) => {
    const row = await find(tx, input.assignmentId)
    return row && scopeOfAssignment(row)
  },
  run: async ({ ctx, tx, input }) => {
    const row = await find(tx, input.assignmentId)
    if (row === null) throw notFound()
    assertMayGrant(ctx.actor, row.role.permissions, scopeOfAssignment(row))
    if (row.mappingId !== null)
      throw new DomainError('not_possible', 'A group of a directory gives this role. Change the group or its mapping.')
    const wasAdmin = row.personId !== null && (await isAdmin(tx, row.personId))
    await tx.roleAssignment.delete({ where: { id: row.id } })
    if (wasAdmin) await assertAdminRemains(tx)
    return { row, view: toAssignmentView(row) }
  },
  audit: ({ result: { row, view } }) => ({
    target: row.personId
      ? { kind: 'person', id: row.personId }
      : { kind: 'serviceAccount', id: row.serviceAccountId ?? '' },
    ...(row.teamId ? { teamId: row.teamId } : {}),
    ...(row.apiId ? { apiId: row.apiId } : {}),
    before: { assignmentId: view.id, roleId: view.role.id, scope: view.scope },
  }),
  answer: () => ({}),
})

function find(tx: Transaction, id: string) {
  return tx.roleAssignment.findUnique({ where: { id }, include: assignmentInclude })
}
