import {
  createMyClient as createEndpoint,
  rotateMyClientSecret as rotateEndpoint,
  updateMyClient as updateEndpoint,
} from '@gatehouse/contracts/endpoints/oauth-clients'
import { newId } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { clientSettings, type StoredClient, storedClient } from '@gatehouse/contracts/oauth-client'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { limitDeveloper } from '../account/developer-limits.ts'
import { applicationScope, credentialScope } from '../applications/application-scope.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, parseInput, verb } from '../grammar/verb.ts'
import { endClientTokens } from '../issuer/end-client.ts'
import { readIssuerPolicy } from '../issuer/policy.ts'
import { beginCredential } from './begin-credential.ts'
import { newClientRow } from './client-row.ts'
import { currentSecrets, hasSecret, newClientSecret } from './client-secrets.ts'
import { recordSeen, seenNow } from './credential-seen.ts'
import { credentialInclude, readCredentialView, toCredentialViews } from './credential-view.ts'

const roles = ['owner', 'admin', 'developer'] as const

/** Makes an OAuth client for one open stage. Its secret is in the answer once; only its SHA-256 is stored. */
export const createMyClient = verb({
  name: 'credential.create-client',
  allowed: { developer: roles },
  input: createEndpoint.params.extend(createEndpoint.body.shape),
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input, change }) => {
    await limitDeveloper(ctx, 'credential')
    await assertOffered(tx, input.client.grants, input.scopes)
    const now = ctx.now()
    const { stage, expiresAt } = await beginCredential(tx, input, now)
    const made = hasSecret(input.client) ? newClientSecret(now) : undefined
    const id = newId('credential')
    const row = await tx.credential.create({
      data: {
        ...newClientRow({
          id,
          applicationId: input.applicationId,
          stageId: stage.id,
          name: input.name,
          client: { ...input.client, secrets: made ? [made.stored] : [], registered: false },
          scopes: input.scopes,
          createdBy: actorColumn(ctx),
          expiresAt,
        }),
        ipRanges: input.ipRanges,
        ...(made === undefined ? {} : seenNow(ctx)),
      },
      include: credentialInclude,
    })
    change.access('credential', id, { stageId: stage.id })
    return { credential: await view(tx, row, now), secret: made?.secret ?? null }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'credential', id: result.credential.id },
    after: {
      applicationId: input.applicationId,
      stageId: input.stageId,
      scopes: input.scopes,
      ipRanges: input.ipRanges,
      grants: input.client.grants,
      authMethod: input.client.authMethod,
      redirectUris: input.client.redirectUris,
    },
  }),
})

/** Changes a client. What was taken from it ends at once: its tokens are refused and it asks for new ones. */
export const updateMyClient = verb({
  name: 'credential.update-client',
  allowed: { developer: roles },
  input: updateEndpoint.params.extend(updateEndpoint.body.shape),
  scope: (tx, input) => credentialScope(tx, input.credentialId),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const { row, client } = await loadClient(tx, input.credentialId)
    checkEtag(row.etag, ifMatch)
    const { credentialId: _id, name = row.name, scopes = row.scopes, ipRanges = row.ipRanges, ...settings } = input
    const { secrets, registered, ...current } = client
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
    const next = parseInput(clientSettings, { ...current, ...given })
    await assertOffered(tx, given.grants === undefined ? [] : next.grants, input.scopes ?? [])
    const updated = await tx.credential.update({
      where: { id: row.id, etag: row.etag },
      data: {
        name,
        scopes,
        ipRanges,
        client: { ...next, secrets, registered } as Prisma.InputJsonObject,
        etag: { increment: 1 },
      },
      include: credentialInclude,
    })
    const narrower =
      row.scopes.some((scope) => !scopes.includes(scope)) ||
      client.grants.some((grant) => !next.grants.includes(grant)) ||
      (next.dpop && !client.dpop)
    if (narrower) await endClientTokens(tx, change, [row.id], ctx.now())
    change.access('credential', row.id, { stageId: row.stageId })
    return view(tx, updated, ctx.now())
  },
  audit: ({ input, result }) => ({
    target: { kind: 'credential', id: result.id },
    after: {
      changed: Object.keys(input).filter((key) => key !== 'credentialId'),
      scopes: result.scopes,
      ipRanges: result.ipRanges,
    },
  }),
})

/** A new secret; the earlier ones stay good until the overlap ends. */
export const rotateMyClientSecret = verb({
  name: 'credential.rotate-secret',
  allowed: { developer: roles },
  input: rotateEndpoint.params.extend(rotateEndpoint.body.shape),
  scope: (tx, input) => credentialScope(tx, input.credentialId),
  run: async ({ ctx, tx, input }) => {
    const { row, client } = await loadClient(tx, input.credentialId)
    if (!hasSecret(client)) throw new DomainError('not_possible', 'This client has no secret.')
    const now = ctx.now()
    const until = new Date(now.getTime() + input.overlapHours * 3600_000)
    const made = newClientSecret(now)
    const earlier =
      input.overlapHours === 0
        ? []
        : currentSecrets(client, now)
            .slice(0, 1)
            .map((secret) => ({ ...secret, until: earliest(secret.until, until) }))
    const next: StoredClient = { ...client, secrets: [made.stored, ...earlier] }
    const updated = await tx.credential.update({
      where: { id: row.id, etag: row.etag },
      data: { client: next as Prisma.InputJsonValue, etag: { increment: 1 } },
    })
    await recordSeen(tx, ctx, updated.id)
    return { credential: await readCredentialView(tx, updated.id, now), secret: made.secret }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'credential', id: result.credential.id },
    after: { overlapHours: input.overlapHours },
  }),
})

async function loadClient(tx: Transaction, credentialId: string) {
  const row = await tx.credential.findUniqueOrThrow({ where: { id: credentialId } })
  if (row.kind !== 'client') throw new DomainError('not_possible', 'This credential is an API key.')
  if (row.revokedAt) throw new DomainError('not_possible', 'This client is revoked.')
  return { row, client: storedClient.parse(row.client) }
}

async function assertOffered(tx: Transaction, grants: readonly string[], scopes: readonly string[]): Promise<void> {
  const { policy } = await readIssuerPolicy(tx)
  const grant = grants.find((name) => !(policy.grants as readonly string[]).includes(name))
  if (grant !== undefined) throw new DomainError('invalid_input', `The OAuth server does not offer the grant ${grant}.`)
  if (scopes.length === 0) return
  const known = await tx.scopeEntry.findMany({
    where: { issuerId: builtInIssuer, name: { in: [...scopes] } },
    select: { name: true },
  })
  const unknown = scopes.find((scope) => !known.some(({ name }) => name === scope))
  if (unknown !== undefined)
    throw new DomainError('invalid_input', `The scope ${unknown} is not in the OAuth server’s catalogue.`)
}

const earliest = (one: string | null, other: Date) =>
  one !== null && new Date(one) < other ? one : other.toISOString()

async function view(tx: Transaction, row: Parameters<typeof toCredentialViews>[1][number], now: Date) {
  const [credential] = await toCredentialViews(tx, [row], now)
  if (!credential) throw new Error('a row without its view')
  return credential
}
