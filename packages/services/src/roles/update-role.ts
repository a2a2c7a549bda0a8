import { inputOf } from '@gatehouse/contracts/endpoint'
import { updateRole as endpoint } from '@gatehouse/contracts/endpoints/roles'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import { checkEtag, verb } from '../grammar/verb.ts'
import { assertAdminRemains, assertMayGrant, hasAdmin } from './grant-limits.ts'
import { assertHoldsAll, assertNameFree, assertOwn, inOrder, isHeld, lockRole } from './own-roles.ts'
import { readRole } from './role-view.ts'

/**
 * Changes a role of the organization's own. Whoever has it gets what is added: so to add or to take is as good as to give or to take it
 * everywhere, and needs the same.
 */
export const updateRole = verb({
  name: 'role.update',
  allowed: { permission: 'role.manage' },
  input: inputOf(endpoint),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const before = await lockRole(tx, input.roleId)
    checkEtag(before.etag, ifMatch)
    assertOwn(before)
    const { name, description } = input
    const wanted = input.permissions === undefined ? undefined : inOrder(input.permissions)
    if (wanted !== undefined) {
      const changed = permissions.filter((one) => wanted.includes(one) !== before.permissions.includes(one))
      assertHoldsAll(ctx.actor, changed)
      if (changed.length > 0 && (await isHeld(tx, before.id))) assertMayGrant(ctx.actor, changed, {})
    }
    if (name !== undefined && name !== before.name) await assertNameFree(tx, name, before.id)
    const hadAdmin = await hasAdmin(tx)
    await tx.role.update({
      where: { id: before.id, etag: before.etag },
      data: {
        etag: { increment: 1 },
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        ...(wanted === undefined ? {} : { permissions: wanted }),
      },
    })
    if (hadAdmin) await assertAdminRemains(tx)
    return { before, view: await readRole(tx, ctx, before.id) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'role', id: view.id },
    before: { name: before.name, permissions: inOrder(before.permissions as Permission[]) },
    after: { name: view.name, permissions: view.permissions },
  }),
  answer: ({ view }) => view,
})
