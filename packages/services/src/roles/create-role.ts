import { createRole as endpoint } from '@gatehouse/contracts/endpoints/roles'
import { newId } from '@gatehouse/contracts/ids'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertHoldsAll, assertNameFree, inOrder, mostRoles } from './own-roles.ts'
import { readRole } from './role-view.ts'

/** One key for whoever names a role: two that differ by case only are not made at once. */
const namesLock = 0x6a7e_0007

/** Makes a role of what its maker has himself for the whole organization. */
export const createRole = verb({
  name: 'role.create',
  allowed: { permission: 'role.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const held = inOrder(input.permissions)
    assertHoldsAll(ctx.actor, held)
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${namesLock})`
    await assertNameFree(tx, input.name)
    if ((await tx.role.count()) >= mostRoles)
      throw new DomainError('not_possible', `There are ${mostRoles} roles already. Delete one that nobody has.`)
    const id = newId('role')
    const { name, description } = input
    await tx.role.create({ data: { id, name, description, permissions: held, builtIn: false, createdAt: ctx.now() } })
    return readRole(tx, ctx, id)
  },
  audit: ({ result: { id, name, permissions } }) => ({
    target: { kind: 'role', id },
    after: { name, permissions },
  }),
})
