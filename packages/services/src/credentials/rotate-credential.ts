import { hashKey, keyStart, last4, mintKey } from '@gatehouse/auth/credentials'
import { rotateCredential as memberEndpoint } from '@gatehouse/contracts/endpoints/applications'
import { rotateMyCredential as myEndpoint } from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { limitDeveloper } from '../account/developer-limits.ts'
import { credentialScope } from '../applications/application-scope.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { beginCredential } from './begin-credential.ts'
import { seenNow } from './credential-seen.ts'
import { type CredentialView, readCredentialView } from './credential-view.ts'
import { revokeInTransaction } from './revoke-credential.ts'

const longestOverlapMs = 90 * 86_400_000
const input = memberEndpoint.params.extend(memberEndpoint.body.shape)
type Asked = z.output<typeof input>
type Rotated = { credential: CredentialView; key: string; earlier: CredentialView }

/**
 * A new key beside the earlier one, linked to it. The end of the overlap stands in the access row, so each gateway ends the earlier
 * key by its own clock; without an overlap it is revoked, with receipts.
 */
async function rotate(
  { ctx, tx, change }: { ctx: Context; tx: Transaction; change: ChangeSet },
  asked: Asked,
): Promise<Rotated> {
  await limitDeveloper(ctx, 'credential')
  const now = ctx.now()
  const until = overlapEnd(asked, now)
  const earlier = await lockRotatable(tx, asked.credentialId, now)
  const { stage, expiresAt } = await beginCredential(
    tx,
    {
      applicationId: earlier.applicationId,
      stageId: earlier.stageId,
      expiresAt: asked.expiresAt ?? sameLife(earlier, now)?.toISOString(),
    },
    now,
    { replaces: earlier.id },
  )
  const key = mintKey(stage.exposure === 'live' ? 'live' : 'test')
  const id = newId('credential')
  await tx.credential.create({
    data: {
      id,
      applicationId: earlier.applicationId,
      stageId: stage.id,
      kind: 'key',
      name: earlier.name,
      hash: hashKey(key),
      start: keyStart(key),
      last4: last4(key),
      scopes: earlier.scopes,
      ipRanges: earlier.ipRanges,
      createdBy: actorColumn(ctx),
      createdAt: now,
      expiresAt,
      rotatedFromId: earlier.id,
      ...seenNow(ctx),
    },
  })
  change.access('credential', id, { stageId: stage.id })
  await tx.credential.update({ where: { id: earlier.id }, data: { overlapUntil: until, etag: { increment: 1 } } })
  if (until <= now) await revokeInTransaction(tx, ctx, change, earlier.id)
  else change.access('credential', earlier.id, { stageId: stage.id })
  return {
    credential: await readCredentialView(tx, id, now),
    key,
    earlier: await readCredentialView(tx, earlier.id, now),
  }
}

function overlapEnd({ overlapHours, overlapUntil }: Asked, now: Date): Date {
  if ((overlapHours === undefined) === (overlapUntil === undefined))
    throw new DomainError('invalid_input', 'Say either overlapHours or overlapUntil.')
  const until =
    overlapUntil === undefined ? new Date(now.getTime() + (overlapHours ?? 0) * 3600_000) : new Date(overlapUntil)
  if (until < now) throw new DomainError('invalid_input', 'The end of the overlap has passed. Choose a later one.')
  if (until.getTime() - now.getTime() > longestOverlapMs)
    throw new DomainError('invalid_input', 'Both keys may be good for at most 90 days.')
  return until
}

/** Two rotations at once: the second finds the first's successor. */
async function lockRotatable(tx: Transaction, id: string, now: Date) {
  await tx.$queryRaw`SELECT 1 FROM credential WHERE id = ${id} FOR NO KEY UPDATE`
  const row = await tx.credential.findUniqueOrThrow({
    where: { id },
    include: { rotatedTo: { select: { last4: true } } },
  })
  if (row.kind !== 'key')
    throw new DomainError('not_possible', 'This is an OAuth client: give it a new secret instead.')
  if (row.revokedAt) throw new DomainError('not_possible', 'This key is revoked. Create another one.')
  // A new key in its place would take back what a review decided.
  if (row.suspendedAt) throw new DomainError('not_possible', `This key is suspended. ${row.suspendedFor ?? ''}`.trim())
  if (row.rotatedTo)
    throw new DomainError(
      'not_possible',
      `This key was replaced already, by the one that ends in ${row.rotatedTo.last4}.`,
    )
  if (row.expiresAt && row.expiresAt <= now)
    throw new DomainError('not_possible', 'This key has ended. Create another one.')
  return row
}

/** A key that was made for 90 days is followed by one for 90 days. */
function sameLife({ createdAt, expiresAt }: { createdAt: Date; expiresAt: Date | null }, now: Date): Date | undefined {
  return expiresAt === null ? undefined : new Date(now.getTime() + (expiresAt.getTime() - createdAt.getTime()))
}

const audit = ({ input, result }: { input: Asked; result: Rotated }) => [
  {
    target: { kind: 'credential', id: result.credential.id },
    after: { rotatedFrom: input.credentialId, expiresAt: result.credential.expiresAt },
  },
  {
    target: { kind: 'credential', id: input.credentialId },
    after: { rotatedTo: result.credential.id, overlapUntil: result.earlier.overlapUntil },
  },
]

export const rotateMyCredential = verb({
  name: 'credential.rotate',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: myEndpoint.params.extend(myEndpoint.body.shape),
  scope: (tx, asked) => credentialScope(tx, asked.credentialId),
  run: (call) => rotate(call, call.input),
  audit,
})

export const rotateCredential = verb({
  name: 'credential.rotate',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input,
  scope: (tx, asked) => credentialScope(tx, asked.credentialId),
  run: (call) => rotate(call, call.input),
  audit,
})
