import type { Permission } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { holds, type Scope } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** The team that a product belongs to, or null when there is none with this id. */
export async function productScope(db: Transaction | Reader, productId: string): Promise<Scope | null> {
  return db.product.findUnique({ where: { id: productId }, select: { teamId: true } })
}

export async function planScope(db: Transaction | Reader, planId: string): Promise<Scope | null> {
  const plan = await db.plan.findUnique({ where: { id: planId }, select: { product: { select: { teamId: true } } } })
  return plan?.product ?? null
}

/** The API and team of a version, or null. */
export async function versionScope(db: Transaction | Reader, versionId: string): Promise<Scope | null> {
  const version = await db.version.findUnique({
    where: { id: versionId },
    select: { api: { select: { id: true, teamId: true } } },
  })
  return version ? { apiId: version.api.id, teamId: version.api.teamId } : null
}

/** Whether the actor holds a permission on another thing than the verb's own target. The system holds all. */
export function actorHolds(ctx: Context, permission: Permission, scope: Scope): boolean {
  const { actor } = ctx
  if (actor.kind === 'system') return true
  return (actor.kind === 'member' || actor.kind === 'serviceAccount') && holds(actor.grants, permission, scope)
}

/** A product opens APIs to callers, so whoever bundles an API must be allowed to publish it. */
export async function assertMayOffer(tx: Transaction, ctx: Context, versionIds: readonly string[]): Promise<void> {
  for (const versionId of new Set(versionIds)) {
    const scope = await versionScope(tx, versionId)
    if (!scope || !actorHolds(ctx, 'api.read', scope))
      throw new DomainError('invalid_input', `There is no version ${versionId} that you may see.`)
    if (!actorHolds(ctx, 'api.publish', scope))
      throw new DomainError('forbidden', 'Offering a version needs the permission api.publish on its API.')
  }
}
