import { assignRole as endpoint } from '@gatehouse/contracts/endpoints/roles'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { mayAct } from '../apis/acting.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { seesPerson } from '../people/person-scope.ts'
import { holderInclude, toAssignmentItem } from './assignment-item.ts'
import { assertMayGrant, scopeColumns, toScope } from './grant-limits.ts'
import { holdRole } from './own-roles.ts'

/** Gives a role to a person or a service account, within what the giver has himself. */
export const assignRole = verb({
  name: 'role.assign',
  allowed: { permission: 'role.assign' },
  read: 'team.read',
  input: endpoint.body,
  scope: (tx, input, ctx) => {
    // That the organization exists is no secret: say what is missing.
    if (input.scope.kind === 'organization') assertMayGrant(ctx.actor, [], {})
    return toScope(tx, input.scope)
  },
  run: async ({ ctx, tx, input }) => {
    const role = await holdRole(tx, input.roleId)
    if (role === null) throw unknown('/roleId', 'a role')
    assertMayGrant(ctx.actor, role.permissions, (await toScope(tx, input.scope)) ?? {})
    const holder = await findHolder(tx, ctx, input.holder)
    const wanted = { roleId: role.id, ...holder, ...scopeColumns(input.scope) }
    if (await tx.roleAssignment.findFirst({ where: { ...wanted, mappingId: null }, select: { id: true } })) {
      throw new DomainError('already_exists', 'The role is given there already.')
    }
    const made = await tx.roleAssignment.create({
      data: { id: newId('roleAssignment'), ...wanted },
      include: holderInclude,
    })
    return toAssignmentItem(made)
  },
  audit: ({ result }) => ({
    target: { kind: result.holder.kind, id: result.holder.id },
    ...(result.scope.kind === 'team' ? { teamId: result.scope.teamId } : {}),
    ...(result.scope.kind === 'api' ? { apiId: result.scope.apiId } : {}),
    after: { assignmentId: result.id, roleId: result.role.id, scope: result.scope },
  }),
})

async function findHolder(
  tx: Transaction,
  ctx: Context,
  holder: z.output<typeof endpoint.body>['holder'],
): Promise<{ personId: string } | { serviceAccountId: string }> {
  if (holder.kind === 'serviceAccount') {
    const account = await tx.serviceAccount.findUnique({ where: { id: holder.serviceAccountId } })
    if (account === null || !mayAct(ctx.actor, 'service-account.read', { teamId: account.teamId }).allowed)
      throw unknown('/holder/serviceAccountId', 'a service account')
    if (account.deactivatedAt) throw new DomainError('not_possible', 'The service account is switched off.')
    return { serviceAccountId: account.id }
  }
  const person = await tx.person.findUnique({ where: { id: holder.personId }, include: { member: true } })
  if (person === null || !(await seesPerson(tx, ctx, person.id))) throw unknown('/holder/personId', 'a person')
  if (person.deactivatedAt) throw new DomainError('not_possible', 'The person is switched off.')
  if (person.member === null) throw new DomainError('not_possible', 'The person is no member; invite him first.')
  return { personId: person.id }
}

function unknown(pointer: string, what: string): DomainError {
  return new DomainError('invalid_input', undefined, {
    errors: [{ in: 'body', pointer, rule: 'exists', expected: `the id of ${what} that exists` }],
  })
}
