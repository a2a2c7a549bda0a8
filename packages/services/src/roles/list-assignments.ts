import { listAssignments as endpoint } from '@gatehouse/contracts/endpoints/roles'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { holderInclude, toAssignmentItem } from './assignment-item.ts'

/** Who has which role, newest first. */
export const listAssignments = query({
  name: 'role.list-assignments',
  allowed: { permission: 'person.read' },
  input: endpoint.query,
  run: async ({ db, input }) => {
    const { personId, serviceAccountId, roleId } = input
    const rows = await db.roleAssignment.findMany({
      where: {
        ...(personId ? { personId } : {}),
        ...(serviceAccountId ? { serviceAccountId } : {}),
        ...(roleId ? { roleId } : {}),
        ...(input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {}),
      },
      include: holderInclude,
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    return toPage(rows, input.limit, toAssignmentItem, (row) => encodeCursor(row.id))
  },
})
