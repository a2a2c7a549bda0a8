import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'

/** The person who is shown a secret in this very answer; a service account's secrets are seen by no person. */
export function viewerOf(ctx: Pick<Context, 'actor'>): string | undefined {
  const { actor } = ctx
  return actor.kind === 'developer' || actor.kind === 'member' ? actor.personId : undefined
}

/** Part of a new credential's row: its maker has seen it. */
export function seenNow(ctx: Context): { seenBy?: { create: { personId: string; at: Date } } } {
  const personId = viewerOf(ctx)
  return personId === undefined ? {} : { seenBy: { create: { personId, at: ctx.now() } } }
}

/** Records that a secret of a credential was shown again, to whom and when first. */
export async function recordSeen(tx: Transaction, ctx: Context, credentialId: string): Promise<void> {
  const personId = viewerOf(ctx)
  if (personId === undefined) return
  await tx.credentialSeen.createMany({ data: [{ credentialId, personId, at: ctx.now() }], skipDuplicates: true })
}
