import { updateCredential as memberEndpoint } from '@gatehouse/contracts/endpoints/applications'
import { updateMyCredential as myEndpoint } from '@gatehouse/contracts/endpoints/my-applications'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { credentialScope } from '../applications/application-scope.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { type CredentialView, readCredentialView } from './credential-view.ts'

const input = memberEndpoint.params.extend(memberEndpoint.body.shape)
type Asked = z.output<typeof input>
type Call = { ctx: Context; tx: Transaction; change: ChangeSet; ifMatch: number | undefined }

/** Name, addresses and end of a credential; gateways are told of the last two. What has ended is not brought back. */
async function update({ ctx, tx, change, ifMatch }: Call, asked: Asked): Promise<CredentialView> {
  const now = ctx.now()
  const row = await tx.credential.findUniqueOrThrow({ where: { id: asked.credentialId } })
  checkEtag(row.etag, ifMatch)
  if (row.revokedAt) throw new DomainError('not_possible', 'It is revoked; nothing of it can be changed.')
  if (row.expiresAt && row.expiresAt <= now)
    throw new DomainError('not_possible', 'It has ended. Create another one in its place.')
  const expiresAt = asked.expiresAt ? new Date(asked.expiresAt) : asked.expiresAt
  if (expiresAt && expiresAt <= now)
    throw new DomainError('invalid_input', 'The end date has passed. Choose a later one, or revoke it.')
  await tx.credential.update({
    where: { id: row.id, etag: row.etag },
    data: {
      etag: { increment: 1 },
      ...(asked.name === undefined ? {} : { name: asked.name }),
      ...(asked.ipRanges === undefined ? {} : { ipRanges: asked.ipRanges }),
      // Its owners are reminded of the new end, too.
      ...(expiresAt === undefined ? {} : { expiresAt, remindedAt: null }),
    },
  })
  if (asked.ipRanges !== undefined || expiresAt !== undefined)
    change.access('credential', row.id, { stageId: row.stageId })
  return readCredentialView(tx, row.id, now)
}

const audit = ({ input, result }: { input: Asked; result: CredentialView }) => ({
  target: { kind: 'credential', id: input.credentialId },
  after: {
    ...(input.name === undefined ? {} : { renamed: true }),
    ...(input.ipRanges === undefined ? {} : { ipRanges: result.ipRanges }),
    ...(input.expiresAt === undefined ? {} : { expiresAt: result.expiresAt }),
  },
})

export const updateMyCredential = verb({
  name: 'credential.update',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: myEndpoint.params.extend(myEndpoint.body.shape),
  scope: (tx, asked) => credentialScope(tx, asked.credentialId),
  run: (call) => update(call, call.input),
  audit,
})

export const updateCredential = verb({
  name: 'credential.update',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input,
  scope: (tx, asked) => credentialScope(tx, asked.credentialId),
  run: (call) => update(call, call.input),
  audit,
})
