import { revokeCredential as memberEndpoint } from '@gatehouse/contracts/endpoints/applications'
import { revokeMyCredential as myEndpoint } from '@gatehouse/contracts/endpoints/my-applications'
import type { Transaction } from '@gatehouse/db/client'
import { credentialScope } from '../applications/application-scope.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { endClientTokens } from '../issuer/end-client.ts'
import { type CredentialView, credentialInclude, toCredentialViews } from './credential-view.ts'

/** Final: `revokedAt` is set once. Revoking again changes nothing. */
async function revoke(tx: Transaction, ctx: Context, change: ChangeSet, credentialId: string): Promise<CredentialView> {
  const now = ctx.now()
  const { count } = await tx.credential.updateMany({
    where: { id: credentialId, revokedAt: null },
    data: { revokedAt: now, revokedBy: actorColumn(ctx), etag: { increment: 1 } },
  })
  const row = await tx.credential.findUniqueOrThrow({ where: { id: credentialId }, include: credentialInclude })
  if (count === 1) {
    change.access('credential', credentialId, { stageId: row.stageId })
    if (row.kind === 'client') await endClientTokens(tx, change, [credentialId], now)
    change.withSeq((same, seq) => same.credential.update({ where: { id: credentialId }, data: { revokedSeq: seq } }))
  }
  const [view] = await toCredentialViews(tx, [row], now)
  if (!view) throw new Error('a row without its view')
  return view
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
