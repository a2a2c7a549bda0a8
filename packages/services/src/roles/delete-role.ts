import { inputOf } from '@gatehouse/contracts/endpoint'
import { deleteRole as endpoint } from '@gatehouse/contracts/endpoints/roles'
import { groupGift } from '@gatehouse/contracts/identity-providers'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertAdminRemains, assertMayGrant, hasAdmin, scopeOfAssignment } from './grant-limits.ts'
import { assertOwn, holdRole, lockRole, mappingsOf } from './own-roles.ts'

type Held = Prisma.RoleAssignmentGetPayload<{ include: { api: { select: { teamId: true } } } }>

/** Deletes a role of the organization's own. Who has it loses it or gets another one, as the deleter says, within what he has himself. */
export const deleteRole = verb({
  name: 'role.delete',
  allowed: { permission: 'role.manage' },
  input: inputOf(endpoint),
  run: async ({ ctx, tx, input }) => {
    const role = await lockRole(tx, input.roleId)
    assertOwn(role)
    const held = await tx.roleAssignment.findMany({
      where: { roleId: role.id },
      include: { api: { select: { teamId: true } } },
      orderBy: { id: 'asc' },
    })
    const mappings = await mappingsOf(tx, role.id)
    const hadAdmin = await hasAdmin(tx)
    const events: AuditEntry[] = []
    if (held.length + mappings.length > 0) {
      for (const one of held) assertMayGrant(ctx.actor, role.permissions, scopeOfAssignment(one))
      if (input.holders === 'replace') events.push(...(await replace(tx, ctx, { held, mappings }, role.id, input)))
      else if (input.holders === 'take') events.push(...(await take(tx, held, mappings.length)))
      else
        throw new DomainError(
          'not_possible',
          'Somebody has this role. Say what becomes of them: take it from them, or give them another one.',
        )
    }
    await tx.role.delete({ where: { id: role.id } })
    if (hadAdmin) await assertAdminRemains(tx)
    return { role, events }
  },
  audit: ({ input, result: { role, events } }) => [
    {
      target: { kind: 'role', id: role.id },
      before: { name: role.name, permissions: role.permissions },
      after: { holders: input.holders ?? null, replaceBy: input.replaceBy ?? null },
    },
    ...events,
  ],
  answer: () => ({}),
})

async function take(tx: Transaction, held: readonly Held[], mappings: number): Promise<AuditEntry[]> {
  // Taking what a group gives may switch its members off: that has a preview of its own, and is not done beside the way.
  if (mappings > 0)
    throw new DomainError(
      'not_possible',
      'A group of a directory gives this role. Remove its mapping first, where you see who is affected, or replace the role.',
    )
  await tx.roleAssignment.deleteMany({ where: { id: { in: held.map(({ id }) => id) } } })
  return held.map((one) => entry('role.unassign', one, one.roleId))
}

async function replace(
  tx: Transaction,
  ctx: Context,
  { held, mappings }: { held: readonly Held[]; mappings: readonly { id: string; groupId: string }[] },
  roleId: string,
  { replaceBy }: { replaceBy?: string | undefined },
): Promise<AuditEntry[]> {
  const other = replaceBy === undefined || replaceBy === roleId ? null : await holdRole(tx, replaceBy)
  if (other === null)
    throw new DomainError('invalid_input', undefined, {
      errors: [{ in: 'query', pointer: '/replaceBy', rule: 'exists', expected: 'the id of another role' }],
    })
  for (const one of held) assertMayGrant(ctx.actor, other.permissions, scopeOfAssignment(one))
  for (const { id, groupId } of mappings) {
    const { gives } = await tx.groupMapping.findUniqueOrThrow({ where: { id }, select: { gives: true } })
    const gift = groupGift.parse(gives)
    if (gift.kind !== 'role') continue
    // Whoever joins the group gets it: as if it were mapped now.
    const scope = await tx.$queryRaw<{ teamId: string | null }[]>`
      SELECT team_id AS "teamId" FROM api WHERE id = ${gift.scope.on === 'api' ? gift.scope.apiId : ''}`
    const given =
      gift.scope.on === 'organization'
        ? {}
        : gift.scope.on === 'team'
          ? { teamId: gift.scope.teamId }
          : { apiId: gift.scope.apiId, ...(scope[0]?.teamId ? { teamId: scope[0].teamId } : {}) }
    assertMayGrant(ctx.actor, other.permissions, given)
    const now = { ...gift, roleId: other.id }
    const same = await tx.groupMapping.findFirst({ where: { groupId, gives: { equals: now } }, select: { id: true } })
    // The group gives the other role there already; with the mapping goes only what it gave beside that.
    if (same) await tx.groupMapping.delete({ where: { id } })
    else await tx.groupMapping.update({ where: { id }, data: { gives: now } })
  }
  const events: AuditEntry[] = []
  const gone = new Set(mappings.map(({ id }) => id))
  const kept = new Set(
    (await tx.groupMapping.findMany({ where: { id: { in: [...gone] } }, select: { id: true } })).map(({ id }) => id),
  )
  for (const one of held) {
    const { personId, serviceAccountId, scope, teamId, apiId, mappingId } = one
    const there = { personId, serviceAccountId, scope, teamId, apiId, mappingId, roleId: other.id }
    events.push(entry('role.unassign', one, roleId))
    if (mappingId !== null && !kept.has(mappingId)) continue
    if (mappingId === null && (await tx.roleAssignment.findFirst({ where: there, select: { id: true } }))) {
      await tx.roleAssignment.delete({ where: { id: one.id } })
      continue
    }
    await tx.roleAssignment.update({ where: { id: one.id }, data: { roleId: other.id } })
    events.push(entry('role.assign', one, other.id))
  }
  return events
}

function entry(action: 'role.assign' | 'role.unassign', one: Held, roleId: string): AuditEntry {
  const said = { assignmentId: one.id, roleId, scope: one.scope, teamId: one.teamId, apiId: one.apiId }
  return {
    action,
    target: one.personId
      ? { kind: 'person', id: one.personId }
      : { kind: 'serviceAccount', id: one.serviceAccountId ?? '' },
    ...(one.teamId ? { teamId: one.teamId } : {}),
    ...(one.apiId ? { apiId: one.apiId } : {}),
    ...(action === 'role.assign' ? { after: said } : { before: said }),
  }
}
