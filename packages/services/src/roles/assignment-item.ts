import type { Prisma } from '@gatehouse/db/client'
import { assignmentInclude, toAssignmentView } from './assignment-view.ts'

export const holderInclude = {
  ...assignmentInclude,
  person: { select: { id: true, name: true } },
  serviceAccount: { select: { id: true, name: true } },
} satisfies Prisma.RoleAssignmentInclude

/** An assignment with who holds it. */
export function toAssignmentItem(row: Prisma.RoleAssignmentGetPayload<{ include: typeof holderInclude }>) {
  const holder = row.person
    ? { kind: 'person' as const, ...row.person }
    : { kind: 'serviceAccount' as const, id: row.serviceAccount?.id ?? '', name: row.serviceAccount?.name ?? '' }
  return { ...toAssignmentView(row), holder }
}
