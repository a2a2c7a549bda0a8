import { X509Certificate } from 'node:crypto'
import { ProviderError } from '@gatehouse/auth/directory/adapter'
import type { ProviderNetwork } from '@gatehouse/auth/directory/provider-network'
import { makeOwnKeys, readOwnKeys } from '@gatehouse/auth/directory/saml/own-keys'
import { ownEntityId, ownMetadata } from '@gatehouse/auth/directory/saml/own-metadata'
import { fetchProviderMetadata, readProviderMetadata } from '@gatehouse/auth/directory/saml/read-metadata'
import { actorRef } from '@gatehouse/contracts/actor'
import {
  getOwnMetadata as ownEndpoint,
  readMetadata as readEndpoint,
  renewKeys as renewEndpoint,
} from '@gatehouse/contracts/endpoints/provider-set-up'
import { limitAttempts } from '../account/attempts.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { openProviderSecret, sealProviderSecret } from './provider-call.ts'
import { toProviderProblem } from './provider-problem.ts'
import { providerAddresses, readProvider } from './provider-view.ts'

const rule = { purpose: 'provider-metadata', limit: 30, windowSeconds: 60 }
const timeoutMs = 15_000
const publicAddresses: ProviderNetwork = { rules: { mode: 'idp' } }

/** Name in a certificate of ours. */
const certificateName = 'Gatehouse'

/** A key pair of ours for a SAML provider, as the secret that is kept of it. */
export function newSamlSecret(now: Date): Promise<string> {
  return makeOwnKeys(certificateName, now)
}

/** What a SAML provider must know of us. Public, like every provider's metadata. Throws not_found for other kinds. */
export async function ownSamlMetadata(ctx: Pick<Context, 'installation'>, db: Reader, id: string) {
  const row = await db.identityProvider.findUnique({ where: { id } })
  if (row?.kind !== 'saml') throw notFound()
  const { console, portal, logout } = providerAddresses(ctx.installation, id)
  const certificate = readOwnKeys(openProviderSecret(ctx, row))?.certificate
  const answerUrls = [console, portal]
  return {
    entityId: ownEntityId(id),
    answerUrls,
    url: logout.replace(/\/logout$/, '/metadata'),
    certificate: certificate ?? null,
    xml: ownMetadata({ providerId: id, answerUrls, certificate }),
  }
}

export const getOwnSamlMetadata = query({
  name: 'identity-provider.own-metadata',
  allowed: { permission: 'identity.read' },
  input: ownEndpoint.params,
  scope: async (db, input) =>
    (await db.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {},
  run: ({ ctx, db, input }) => ownSamlMetadata(ctx, db, input.identityProviderId),
})

/** Reads a provider's metadata for the form: pasted, or from its address. Nothing is stored. */
export const readSamlMetadata = query({
  name: 'identity-provider.read-metadata',
  allowed: { permission: 'identity.manage' },
  input: readEndpoint.body,
  run: async ({ ctx, input }) => {
    await limitAttempts(ctx, rule, actorRef(ctx.actor).id)
    if ((input.xml === undefined) === (input.url === undefined))
      throw new DomainError('invalid_input', 'Give either the metadata or the address that it is published at.')
    const network = ctx.installation.identity?.network ?? publicAddresses
    try {
      const { validUntil: _, ...read } =
        input.url === undefined
          ? readProviderMetadata(input.xml ?? '')
          : await fetchProviderMetadata(network, input.url, AbortSignal.timeout(timeoutMs))
      const facts = read.certificates.map((pem) => {
        const { subject, validTo, fingerprint256 } = new X509Certificate(pem)
        return { subject: subject.slice(0, 300), until: new Date(validTo).toISOString(), fingerprint: fingerprint256 }
      })
      return { ...read, certificates: [...read.certificates], facts }
    } catch (error) {
      // What was pasted is the caller's own; what an address answered is the provider's.
      throw input.xml !== undefined && error instanceof ProviderError ? pasted(error) : toProviderProblem(error)
    }
  },
})

function pasted({ fault, message }: ProviderError): DomainError {
  return new DomainError('invalid_input', message, {
    errors: [{ in: 'body', pointer: '/xml', rule: fault, expected: message }],
  })
}

/** A new key pair of ours: for one that may have been seen, or that the provider wants renewed. */
export const renewSamlKeys = verb({
  name: 'identity-provider.renew-keys',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: renewEndpoint.params,
  scope: async (tx, input) =>
    (await tx.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {},
  run: async ({ ctx, tx, input }) => {
    const { identityProviderId: id } = input
    const secret = await newSamlSecret(ctx.now())
    const { count } = await tx.identityProvider.updateMany({
      where: { id, kind: 'saml' },
      data: { sealed: sealProviderSecret(ctx, id, secret), etag: { increment: 1 } },
    })
    if (count === 0) throw new DomainError('not_possible', 'Only SAML providers have a key pair of ours.')
    return readProvider(tx, ctx, id)
  },
  audit: ({ result }) => ({ target: { kind: 'identityProvider', id: result.id }, after: { keys: 'renewed' } }),
})
