import type { RegisteredClient } from '@gatehouse/auth/directory/adapter'
import { registerExternalClient as endpoint } from '@gatehouse/contracts/endpoints/external-clients'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { memberApplicationScope } from '../applications/application-scope.ts'
import { readCredentialView } from '../credentials/credential-view.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { openText, sealText } from '../grammar/installation.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { linkClient } from '../token-rules/external-clients.ts'
import { visitProvider } from './provider-call.ts'
import { toProviderProblem } from './provider-problem.ts'

const input = endpoint.params.extend(endpoint.body.shape)

/** What the credential keeps of a client that we made: how it is taken away again. Secret and token only sealed. */
const registration = z.strictObject({ identityProviderId: z.string(), sealed: z.string() })

const purposeOf = (credentialId: string) => `external client ${credentialId}`

async function providerOf(ctx: Context, id: string) {
  const row = await ctx.db.prisma.identityProvider.findUnique({ where: { id } })
  if (!row?.enabled) throw new DomainError('invalid_input', 'There is no such identity provider that is on.')
  return row
}

/** Permission, and the provider's own answer, before anything is written here: asking it holds no transaction. */
const make = query({
  name: 'credential.register-external-there',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input,
  scope: (db, { applicationId }, ctx) => memberApplicationScope(db, ctx, applicationId),
  run: async ({ ctx, db, input: asked }): Promise<RegisteredClient> => {
    if (asked.grants.includes('authorization_code') !== asked.redirectUris.length > 0)
      throw new DomainError(
        'invalid_input',
        'Redirect addresses belong to the authorization code grant, and it needs one.',
      )
    if ((await db.stage.count({ where: { id: asked.stageId } })) === 0)
      throw new DomainError('invalid_input', 'There is no such stage.')
    const { adapter, call } = visitProvider(ctx, await providerOf(ctx, asked.identityProviderId))
    if (!adapter.registerClient)
      throw new DomainError('invalid_input', 'Clients cannot be made at a provider of this kind.')
    const { name, redirectUris, grants, initialAccessToken } = asked
    return adapter
      .registerClient(call, {
        name,
        redirectUris,
        grants,
        ...(initialAccessToken === undefined ? {} : { initialAccessToken }),
      })
      .catch((error: unknown) => {
        throw toProviderProblem(error)
      })
  },
})

const keep = verb({
  name: 'credential.register-external',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: z.strictObject({
    applicationId: z.string(),
    stageId: z.string(),
    identityProviderId: z.string(),
    client: z.custom<RegisteredClient>(),
  }),
  scope: (tx, { applicationId }, ctx) => memberApplicationScope(tx, ctx, applicationId),
  run: async ({ ctx, tx, change, input: { applicationId, stageId, identityProviderId, client } }) => {
    const { clientId, clientSecret: _, ...manage } = client
    const id = await linkClient(
      { ctx, tx, change },
      { applicationId, stageId, issuerId: identityProviderId, client: { clientId } },
    )
    if (manage.registrationToken !== undefined) {
      const sealed = sealText(ctx.installation, purposeOf(id), JSON.stringify({ clientId, ...manage }))
      await tx.credential.update({
        where: { id },
        data: {
          client: { identityProviderId, sealed } satisfies z.infer<typeof registration> as Prisma.InputJsonObject,
        },
      })
    }
    return readCredentialView(tx, id, ctx.now())
  },
  audit: ({ input: { applicationId, stageId, identityProviderId }, result }) => ({
    target: { kind: 'credential', id: result.id },
    after: { applicationId, stageId, identityProviderId, registered: true },
  }),
})

/**
 * Makes an OAuth client for an application at an identity provider (S7). What was made there is taken away again when it cannot be kept
 * here, so nothing is half done.
 */
export const registerExternalClient = Object.assign(
  async (call: Parameters<typeof make>[0]) => {
    const { ctx } = call
    const client = await make(call)
    const { applicationId, stageId, identityProviderId } = input.parse(call.input)
    try {
      const credential = await keep({ ctx, input: { applicationId, stageId, identityProviderId, client } })
      return { credential, clientId: client.clientId, clientSecret: client.clientSecret ?? null }
    } catch (error) {
      const { adapter, call: visit } = visitProvider(ctx, await providerOf(ctx, identityProviderId))
      await adapter.removeClient?.(visit, client).catch(() => undefined)
      throw error
    }
  },
  { verb: 'credential.register-external', mutates: true as const, input, allowed: make.allowed },
)

/** The job after such a credential was revoked: the client goes at the provider, too (RFC 7592). Throws while the provider is away. */
export async function removeExternalClient(ctx: Context, credentialId: string): Promise<void> {
  const row = await ctx.db.prisma.credential.findUnique({ where: { id: credentialId, kind: 'external' } })
  const kept = registration.safeParse(row?.client)
  if (!kept.success) return
  const provider = await ctx.db.prisma.identityProvider.findUnique({ where: { id: kept.data.identityProviderId } })
  if (provider) {
    const client = JSON.parse(openText(ctx.installation, purposeOf(credentialId), kept.data.sealed)) as RegisteredClient
    const { adapter, call } = visitProvider(ctx, provider)
    await adapter.removeClient?.(call, client)
  }
  await ctx.db.pool.query('UPDATE credential SET client = NULL WHERE id = $1', [credentialId])
}
