import { hashKey, keyStart, last4, mintKey } from '@gatehouse/auth/credentials'
import { createCredential as memberEndpoint } from '@gatehouse/contracts/endpoints/applications'
import { createMyCredential as myEndpoint } from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { limitDeveloper } from '../account/developer-limits.ts'
import { applicationScope } from '../applications/application-scope.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { beginCredential } from './begin-credential.ts'
import { seenNow } from './credential-seen.ts'
import { type CredentialView, readCredentialView } from './credential-view.ts'

const input = memberEndpoint.params.extend(memberEndpoint.body.shape)

/** Makes an API key for one open stage. The key is in the answer once; only its SHA-256 is stored, and who was shown it. */
async function create(
  { ctx, tx, change }: { ctx: Context; tx: Transaction; change: ChangeSet },
  asked: z.output<typeof input>,
): Promise<{ credential: CredentialView; key: string }> {
  await limitDeveloper(ctx, 'credential')
  const now = ctx.now()
  const { stage, expiresAt } = await beginCredential(tx, asked, now)
  const key = mintKey(stage.exposure === 'live' ? 'live' : 'test')
  const id = newId('credential')
  await tx.credential.create({
    data: {
      id,
      applicationId: asked.applicationId,
      stageId: stage.id,
      kind: 'key',
      name: asked.name,
      hash: hashKey(key),
      start: keyStart(key),
      last4: last4(key),
      scopes: asked.scopes,
      ipRanges: asked.ipRanges,
      createdBy: actorColumn(ctx),
      createdAt: now,
      expiresAt,
      ...seenNow(ctx),
    },
  })
  change.access('credential', id, { stageId: stage.id })
  return { credential: await readCredentialView(tx, id, now), key }
}

const audit = ({
  input,
  result,
}: {
  input: z.output<typeof memberEndpoint.body>
  result: { credential: { id: string } }
}) => ({
  target: { kind: 'credential', id: result.credential.id },
  after: {
    stageId: input.stageId,
    scopes: input.scopes,
    ipRanges: input.ipRanges,
    expiresAt: input.expiresAt ?? null,
  },
})

export const createMyCredential = verb({
  name: 'credential.create',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: myEndpoint.params.extend(myEndpoint.body.shape),
  scope: (tx, asked) => applicationScope(tx, asked.applicationId),
  run: (call) => create(call, call.input),
  audit,
})

/** A member makes one for an application: for its owner to take over, or for a team of the organization. */
export const createCredential = verb({
  name: 'credential.create',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input,
  scope: (tx, asked) => applicationScope(tx, asked.applicationId),
  run: (call) => create(call, call.input),
  audit,
})
