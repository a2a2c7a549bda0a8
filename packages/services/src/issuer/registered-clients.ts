import { idOf } from '@gatehouse/contracts/ids'
import { storedClient } from '@gatehouse/contracts/oauth-client'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { lockApplication } from '../applications/application-scope.ts'
import { maxActiveCredentials, newClientRow } from '../credentials/client-row.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { endClientTokens } from './end-client.ts'

const given = z.strictObject({ id: idOf('credential'), name: z.string().min(1).max(80), client: storedClient })

/** A client that an application registered of itself (RFC 7591). It starts without scopes; its developer gives it some. */
export const registerClient = verb({
  name: 'credential.register',
  allowed: { systemOnly: true },
  input: given.extend({ applicationId: idOf('application'), stageId: idOf('stage') }),
  run: async ({ ctx, tx, input, change }) => {
    await lockApplication(tx, input.applicationId)
    const active = await tx.credential.count({ where: { applicationId: input.applicationId, revokedAt: null } })
    if (active >= maxActiveCredentials)
      throw new DomainError('not_possible', 'The application has too many credentials.')
    const { applicationId, stageId, name, client } = input
    await tx.credential.create({
      data: newClientRow({
        id: input.id,
        applicationId,
        stageId,
        name,
        client,
        scopes: [],
        createdBy: actorColumn(ctx),
      }),
    })
    change.access('credential', input.id, { stageId })
    return { id: input.id }
  },
  audit: ({ input }) => ({
    target: { kind: 'credential', id: input.id },
    after: { applicationId: input.applicationId, stageId: input.stageId, registered: true },
  }),
})

/** Its own change of its registration (RFC 7592). */
export const updateRegisteredClient = verb({
  name: 'credential.register-update',
  allowed: { systemOnly: true },
  input: given,
  run: async ({ tx, input }) => {
    const row = await tx.credential.findUnique({ where: { id: input.id, kind: 'client', revokedAt: null } })
    const current = row && storedClient.parse(row.client)
    if (!row || !current?.registered) throw notFound()
    const secrets = input.client.secrets.length > 0 ? input.client.secrets : current.secrets
    const client = storedClient.parse({ ...input.client, registered: true, secrets })
    await tx.credential.update({
      where: { id: row.id },
      data: { name: input.name, client: client as Prisma.InputJsonObject, etag: { increment: 1 } },
    })
    return { id: row.id }
  },
  audit: ({ input }) => ({ target: { kind: 'credential', id: input.id }, after: { registered: true } }),
})

/** Its own end; its registration token dies with it. */
export const removeRegisteredClient = verb({
  name: 'credential.register-delete',
  allowed: { systemOnly: true },
  input: z.strictObject({ id: idOf('credential') }),
  run: async ({ ctx, tx, input, change }) => {
    const row = await tx.credential.findUnique({ where: { id: input.id, kind: 'client', revokedAt: null } })
    if (!row || !storedClient.parse(row.client).registered) throw notFound()
    await tx.credential.update({
      where: { id: row.id },
      data: { revokedAt: ctx.now(), revokedBy: actorColumn(ctx), etag: { increment: 1 } },
    })
    change.access('credential', row.id, { stageId: row.stageId })
    await endClientTokens(tx, change, [row.id], ctx.now())
    return { id: row.id }
  },
  audit: ({ input }) => ({ target: { kind: 'credential', id: input.id }, after: { revoked: true } }),
})
