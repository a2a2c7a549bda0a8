import {
  createIdentityProvider as createEndpoint,
  deleteIdentityProvider as deleteEndpoint,
  updateIdentityProvider as updateEndpoint,
} from '@gatehouse/contracts/endpoints/identity-providers'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { addJob } from '../jobs/add-job.ts'
import { sealProviderSecret } from './provider-call.ts'
import { readSettings } from './provider-kinds.ts'
import { readProvider } from './provider-view.ts'
import { newSamlSecret } from './saml-set-up.ts'
import { assertMaySpeakFor } from './speak-for.ts'

const exists = async (tx: Transaction, input: { identityProviderId: string }) =>
  (await tx.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {}

/** Connects a provider. It is asked for health and keys at once by a job; signing in begins when `signIn` is on. */
export const createIdentityProvider = verb({
  name: 'identity-provider.create',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: createEndpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'identity-provider.create')
    const settings = readSettings(ctx.installation, input.settings)
    await assertMaySpeakFor(tx, ctx, { settings })
    const id = input.id ?? newId('identityProvider')
    const secret = input.secret ?? (settings.kind === 'saml' ? await newSamlSecret(ctx.now()) : undefined)
    await tx.identityProvider.create({
      data: {
        id,
        kind: settings.kind,
        name: input.name,
        settings: settings as Prisma.InputJsonObject,
        sealed: secret === undefined ? null : sealProviderSecret(ctx, id, secret),
        signIn: input.signIn,
        subjectClaim: input.subjectClaim,
        createdAt: ctx.now(),
      },
    })
    change.access('tokenIssuer', id)
    await addJob(tx, 'look-at-provider', { id }, { key: `look-at-provider ${id}`, runAt: ctx.now() })
    return readProvider(tx, ctx, id)
  },
  audit: ({ result }) => ({
    target: { kind: 'identityProvider', id: result.id },
    after: { kind: result.kind, signIn: result.signIn, hasSecret: result.hasSecret },
  }),
})

/** Changes a provider. Who its persons are rests on the issuer, so that cannot change under them. */
export const updateIdentityProvider = verb({
  name: 'identity-provider.update',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: updateEndpoint.params.extend(updateEndpoint.body.shape),
  scope: exists,
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const { identityProviderId: id, secret } = input
    await refuseWithoutReview(tx, ctx, 'identity-provider.update')
    const before = await readProvider(tx, ctx, id)
    checkEtag(before.etag, ifMatch)
    const settings = input.settings && readSettings(ctx.installation, input.settings)
    if (settings) assertSamePersons(before, settings)
    const believed = { id, settings: settings ?? before.settings }
    if (settings || input.subjectClaim !== undefined) await assertMaySpeakFor(tx, ctx, believed)
    // A secret for SAML is the key that answers are read with, for LDAP the password that is asked with.
    else if (secret !== undefined && before.kind !== 'oidc') await assertMaySpeakFor(tx, ctx, believed)
    await tx.identityProvider.update({
      where: { id, etag: before.etag },
      data: {
        etag: { increment: 1 },
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(settings === undefined ? {} : { settings: settings as Prisma.InputJsonObject }),
        ...(secret === undefined ? {} : { sealed: secret === null ? null : sealProviderSecret(ctx, id, secret) }),
        ...(input.signIn === undefined ? {} : { signIn: input.signIn }),
        ...(input.subjectClaim === undefined ? {} : { subjectClaim: input.subjectClaim }),
      },
    })
    if (input.signIn === false) await tx.signInAttempt.deleteMany({ where: { identityProviderId: id } })
    change.access('tokenIssuer', id)
    await addJob(tx, 'look-at-provider', { id }, { key: `look-at-provider ${id}`, runAt: ctx.now() })
    return { before, view: await readProvider(tx, ctx, id) }
  },
  audit: ({ input, result: { before, view } }) => ({
    target: { kind: 'identityProvider', id: view.id },
    before: { signIn: before.signIn, subjectClaim: before.subjectClaim },
    after: {
      signIn: view.signIn,
      subjectClaim: view.subjectClaim,
      settings: input.settings !== undefined,
      secret: input.secret !== undefined,
    },
  }),
  answer: ({ view }) => view,
})

/** Deletes a provider with its directory's tokens and messages; refused while persons or rules hang on it. */
export const deleteIdentityProvider = verb({
  name: 'identity-provider.delete',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: deleteEndpoint.params,
  scope: exists,
  run: async ({ ctx, tx, input, change }) => {
    const { identityProviderId: id } = input
    await refuseWithoutReview(tx, ctx, 'identity-provider.delete')
    const view = await readProvider(tx, ctx, id)
    const { persons, tokenRules } = view.uses
    // Whom the directory only told of is nobody here: he goes with it. Who became a person keeps it.
    const directoryPersons = await tx.directoryPerson.count({
      where: { identityProviderId: id, personId: { not: null }, origin: { not: 'removed' } },
    })
    const hangs = [
      persons > 0 && `${counted(persons, 'person signs', 'persons sign')} in with it: unlink or remove them`,
      directoryPersons > 0 &&
        `its directory tells of ${counted(directoryPersons, 'person', 'persons')} of yours: have the directory remove them`,
      tokenRules > 0 && `${counted(tokenRules, 'rule of an API takes', 'rules of APIs take')} its tokens: remove them`,
    ].filter((sentence) => sentence !== false)
    if (hangs.length > 0)
      throw new DomainError('provider_in_use', `${hangs.join('; ')}. Until then, switch it off instead.`)
    const where = { identityProviderId: id }
    await tx.directoryMessage.deleteMany({ where })
    await tx.scimToken.deleteMany({ where })
    await tx.directoryGroup.deleteMany({ where })
    await tx.directoryPerson.deleteMany({ where })
    await tx.identityProvider.delete({ where: { id } })
    change.access('tokenIssuer', id, { deleted: true })
    return view
  },
  audit: ({ result }) => ({
    target: { kind: 'identityProvider', id: result.id },
    before: { kind: result.kind, enabled: result.enabled },
  }),
  answer: () => ({ deleted: true as const }),
})

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** Identity is provider and subject: under another issuer the same subject is another person (D55). */
function assertSamePersons(
  before: { kind: string; settings: object; uses: { persons: number; directoryPersons: number } },
  settings: { kind: string },
): void {
  if (before.kind !== settings.kind)
    throw new DomainError('not_possible', 'The kind of a provider cannot change: connect a new one.')
  if (before.uses.persons + before.uses.directoryPersons === 0) return
  const [was, is] = [identityOf(before.settings), identityOf(settings)]
  if (was !== is)
    throw new DomainError(
      'not_possible',
      'Persons are known by what this provider calls them; under another issuer, base or id the same name may be somebody else’s: connect a new provider.',
    )
}

/** What makes a provider's names those of the same persons: OIDC's issuer; SAML's entity and attribute; the directory's base and id. */
function identityOf(settings: object): string {
  const { issuer, entityId, subject, personsBase, attributes } = settings as Record<string, unknown>
  const { id } = (attributes ?? {}) as { id?: unknown }
  return JSON.stringify([issuer, entityId, subject, personsBase, id])
}
