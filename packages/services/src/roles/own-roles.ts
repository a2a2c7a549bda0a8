import { exceeds } from '@gatehouse/auth/permissions'
import type { Actor } from '@gatehouse/contracts/actor'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'

/** Roles of an installation; more than a person can tell apart. */
export const mostRoles = 200

/**
 * Locks a role's row: whoever changes or deletes it waits for those who give it, and they for him. So nobody gives a role that at this
 * very moment becomes another. Throws not_found.
 */
export async function lockRole(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT id FROM role WHERE id = ${id} FOR UPDATE`
  const role = await tx.role.findUnique({ where: { id } })
  if (role === null) throw notFound()
  return role
}

/** The same for those who give it: they do not wait for each other. Null: there is none. */
export async function holdRole(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT id FROM role WHERE id = ${id} FOR SHARE`
  return tx.role.findUnique({ where: { id } })
}

/** Built-in roles are what this build says they are. Throws not_possible. */
export function assertOwn(role: { builtIn: boolean }): void {
  if (role.builtIn)
    throw new DomainError('not_possible', 'A built-in role does not change. Copy it under another name instead.')
}

/** Two roles whose names differ by case or spaces would be taken for each other. Throws already_exists. */
export async function assertNameFree(tx: Transaction, name: string, except?: string): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM role WHERE lower(normalize(regexp_replace(name, '[[:space:]]+', ' ', 'g'), NFKC))
      = lower(normalize(regexp_replace(${name}, '[[:space:]]+', ' ', 'g'), NFKC))`
  if (rows.some(({ id }) => id !== except))
    throw new DomainError('already_exists', `There is a role ${name} already.`, {
      errors: [{ in: 'body', pointer: '/name', rule: 'unique', expected: 'a name that no role has' }],
    })
}

/** What goes into a role or out of it must be the actor's own for the whole organization: a role can be given anywhere. Throws forbidden. */
export function assertHoldsAll(actor: Actor, changed: readonly Permission[]): void {
  if (actor.kind === 'system') return
  const grants = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  const lacking = exceeds(grants, changed, {})
  if (lacking.length > 0)
    throw new DomainError('forbidden', `You do not hold for the whole organization: ${lacking.join(', ')}.`)
}

/** In the order of the catalogue, each once. */
export function inOrder(wanted: readonly Permission[]): Permission[] {
  return permissions.filter((name) => wanted.includes(name))
}

/** Whether anybody has the role, or would get it by a group. */
export async function isHeld(tx: Transaction, roleId: string): Promise<boolean> {
  if ((await tx.roleAssignment.count({ where: { roleId } })) > 0) return true
  return (await mappingsOf(tx, roleId)).length > 0
}

/** Mappings of groups that give the role. */
export function mappingsOf(tx: Transaction, roleId: string): Promise<{ id: string; groupId: string }[]> {
  return tx.$queryRaw`
    SELECT id, group_id AS "groupId" FROM group_mapping
    WHERE gives->>'kind' = 'role' AND gives->>'roleId' = ${roleId} ORDER BY id FOR UPDATE`
}
