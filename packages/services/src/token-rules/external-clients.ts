import { randomBytes } from 'node:crypto'
import { linkExternalClient as endpoint } from '@gatehouse/contracts/endpoints/token-rules'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import type { Transaction } from '@gatehouse/db/client'
import { type ExternalClient, externalClientHash } from '@gatehouse/policies/tokens/token-registry'
import { lockApplication, memberApplicationScope } from '../applications/application-scope.ts'
import { readCredentialView } from '../credentials/credential-view.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'

/** Lets an identity provider's client call as an application, where an API's rule takes its tokens (S4). */
export const linkExternalClient = verb({
  name: 'credential.link-external',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: (tx, input, ctx) => memberApplicationScope(tx, ctx, input.applicationId),
  run: async ({ ctx, tx, input, change }) => {
    const { applicationId, stageId, identityProviderId, clientId } = input
    await lockApplication(tx, applicationId)
    const [stage, provider] = await Promise.all([
      tx.stage.findUnique({ where: { id: stageId }, select: { id: true } }),
      tx.identityProvider.findUnique({ where: { id: identityProviderId }, select: { kind: true } }),
    ])
    if (stage === null) throw new DomainError('invalid_input', 'There is no such stage.')
    if (provider?.kind !== 'oidc')
      throw new DomainError('invalid_input', 'There is no such identity provider that speaks OpenID Connect.')
    const id = await linkClient(
      { ctx, tx, change },
      { applicationId, stageId, issuerId: identityProviderId, client: { clientId } },
    )
    return readCredentialView(tx, id, ctx.now())
  },
  audit: ({ input, result }) => ({
    target: { kind: 'credential', id: result.id },
    after: { applicationId: input.applicationId, stageId: input.stageId, identityProviderId: input.identityProviderId },
  }),
})

/** The credential that stands for a provider's client, made where there is none. Throws where another application has it. */
export async function linkClient(
  { ctx, tx, change }: { ctx: Context; tx: Transaction; change: ChangeSet },
  given: { applicationId: string; stageId: string; issuerId: string | null; client: ExternalClient },
): Promise<Id<'credential'>> {
  const { applicationId, stageId, client } = given
  const issuerId = given.issuerId ?? builtInIssuer
  const hash = externalClientHash(issuerId, stageId, client).toString('hex')
  const known = await tx.credential.findUnique({ where: { hash } })
  if (known !== null && known.revokedAt === null) {
    if (known.applicationId !== applicationId)
      throw new DomainError('not_possible', 'Another application has this client. Revoke it there first.')
    return known.id as Id<'credential'>
  }
  if (known !== null) {
    // The revoked one keeps its history, not the name by which gateways find it.
    await tx.credential.update({ where: { id: known.id }, data: { hash: randomBytes(32).toString('hex') } })
    change.access('credential', known.id, { stageId })
  }
  const provider =
    given.issuerId === null
      ? null
      : await tx.identityProvider.findUnique({ where: { id: given.issuerId }, select: { name: true } })
  const of = provider?.name ?? 'the built-in server'
  const clientId = 'clientId' in client ? client.clientId : null
  const id = newId('credential')
  await tx.credential.create({
    data: {
      id,
      applicationId,
      stageId,
      kind: 'external',
      name: (clientId === null ? `All tokens of ${of}` : `${clientId} of ${of}`).slice(0, 80),
      hash,
      start: (clientId ?? '').slice(0, 12),
      last4: '',
      scopes: [],
      ipRanges: [],
      createdBy: actorColumn(ctx),
      createdAt: ctx.now(),
    },
  })
  change.access('credential', id, { stageId })
  return id
}
