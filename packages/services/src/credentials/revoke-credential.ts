import { revokeCredential as memberEndpoint } from '@gatehouse/contracts/endpoints/applications'
import { revokeMyCredential as myEndpoint } from '@gatehouse/contracts/endpoints/my-applications'
import type { Transaction } from '@gatehouse/db/client'
import { credentialScope } from '../applications/application-scope.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { endClientTokens } from '../issuer/end-client.ts'
import { addJob } from '../jobs/add-job.ts'
import { type CredentialView, readCredentialView } from './credential-view.ts'

/** Final: `revokedAt` is set once. Revoking again changes nothing. For every use case that ends a credential. */
export async function revokeInTransaction(
  tx: Transaction,
  ctx: Context,
  change: ChangeSet,
  credentialId: string,
): Promise<void> {
  const now = ctx.now()
  const { count } = await tx.credential.updateMany({
    where: { id: credentialId, revokedAt: null },
    data: { revokedAt: now, revokedBy: actorColumn(ctx), etag: { increment: 1 } },
  })
  if (count !== 1) return
  const row = await tx.credential.findUniqueOrThrow({ where: { id: credentialId } })
  change.access('credential', credentialId, { stageId: row.stageId })
  if (row.kind === 'client') await endClientTokens(tx, change, [credentialId], now)
  // A client that we made at an identity provider goes there, too.
  if (row.kind === 'external' && row.client !== null)
    await addJob(tx, 'remove-external-client', { credentialId }, { key: `remove-external-client ${credentialId}` })
  change.withSeq((same, seq) => same.credential.update({ where: { id: credentialId }, data: { revokedSeq: seq } }))
}

async function revoke(tx: Transaction, ctx: Context, change: ChangeSet, credentialId: string): Promise<CredentialView> {
  await revokeInTransaction(tx, ctx, change, credentialId)
  return readCredentialView(tx, credentialId, ctx.now())
}

export const revokeMyCredential = verb({
  name: 'credential.revoke',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: myEndpoint.params,
  scope: (tx, input) => credentialScope(tx, input.credentialId),
  run: ({ ctx, tx, input, change }) => revoke(tx, ctx, change, input.credentialId),
  audit: ({ result }) => ({ target: { kind: 'credential', id: result.id }, after: { revokedAt: result.revokedAt } }),
})

export const revokeCredential = verb({
  name: 'credential.revoke',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: memberEndpoint.params,
  scope: (tx, input) => credentialScope(tx, input.credentialId),
  run: ({ ctx, tx, input, change }) => revoke(tx, ctx, change, input.credentialId),
  audit: ({ result }) => ({ target: { kind: 'credential', id: result.id }, after: { revokedAt: result.revokedAt } }),
})
