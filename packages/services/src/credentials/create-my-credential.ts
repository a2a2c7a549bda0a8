import { hashKey, keyStart, last4, mintKey } from '@gatehouse/auth/credentials'
import { createMyCredential as endpoint } from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import { applicationScope } from '../applications/application-scope.ts'
import { actorColumn } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { beginCredential } from './begin-credential.ts'
import { credentialInclude, toCredentialViews } from './credential-view.ts'

/** Makes an API key for one open stage. The key is in the answer once; only its SHA-256 is stored. */
export const createMyCredential = verb({
  name: 'credential.create',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: endpoint.params.extend(endpoint.body.shape),
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input, change }) => {
    const now = ctx.now()
    const { stage, expiresAt } = await beginCredential(tx, input, now)
    const key = mintKey(stage.exposure === 'live' ? 'live' : 'test')
    const id = newId('credential')
    const row = await tx.credential.create({
      data: {
        id,
        applicationId: input.applicationId,
        stageId: stage.id,
        kind: 'key',
        name: input.name,
        hash: hashKey(key),
        start: keyStart(key),
        last4: last4(key),
        scopes: input.scopes,
        createdBy: actorColumn(ctx),
        expiresAt,
        ...(ctx.actor.kind === 'developer' ? { seenBy: { create: { personId: ctx.actor.personId, at: now } } } : {}),
      },
      include: credentialInclude,
    })
    change.access('credential', id, { stageId: stage.id })
    const [credential] = await toCredentialViews(tx, [row], now)
    if (!credential) throw new Error('a row without its view')
    return { credential, key }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'credential', id: result.credential.id },
    after: {
      applicationId: input.applicationId,
      stageId: input.stageId,
      scopes: input.scopes,
      expiresAt: input.expiresAt ?? null,
    },
  }),
})
