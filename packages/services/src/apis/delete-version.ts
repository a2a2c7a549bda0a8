import { deleteApi as apiEndpoint, deleteVersion as versionEndpoint } from '@gatehouse/contracts/endpoints/versions'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { removeTokenRules } from '../token-rules/remove-token-rules.ts'
import { apiScope, type Db, findApi, requireVersion, versionPathScope } from './find-version.ts'

/** Why a version must stay, in words; null when nothing hangs on it. What ran is history, and histories are kept. */
export async function versionHeldBy(db: Db, versionId: string): Promise<string | null> {
  const product = await db.productItem.findFirst({
    where: { versionId },
    select: { product: { select: { name: true } } },
  })
  if (product) return `The product “${product.product.name}” bundles it.`
  if ((await db.deployment.count({ where: { versionId } })) > 0)
    return 'It ran on a stage, and its history is kept. Deprecate and retire it instead.'
  if ((await db.deprecation.count({ where: { OR: [{ versionId }, { successorId: versionId }] } })) > 0)
    return 'A deprecation names it.'
  const moves = await db.subscriberMove.count({
    where: { OR: [{ fromVersionId: versionId }, { toVersionId: versionId }] },
  })
  return moves > 0 ? 'Subscribers were moved from or to it.' : null
}

async function removeVersion(tx: Transaction, versionId: string): Promise<void> {
  const where = { versionId }
  await tx.operationFeature.deleteMany({ where: { operation: where } })
  await tx.pause.deleteMany({ where: { OR: [where, { operation: where }] } })
  await tx.promotion.deleteMany({ where })
  await tx.backendCertificate.deleteMany({ where })
  await tx.revision.deleteMany({ where })
  await tx.lintWaiver.deleteMany({ where })
  await tx.portalListing.deleteMany({ where })
  await tx.secret.deleteMany({ where })
  await tx.stageValues.deleteMany({ where })
  await tx.contractImport.deleteMany({ where })
  await tx.workingCopy.deleteMany({ where })
  await tx.operation.deleteMany({ where })
  await tx.backend.deleteMany({ where })
  await tx.version.delete({ where: { id: versionId } })
}

async function refuseHeld(tx: Transaction, version: { id: string; name: string }): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${version.id} FOR UPDATE`
  const held = await versionHeldBy(tx, version.id)
  if (held !== null) throw new DomainError('not_possible', `${version.name}: ${held}`)
}

/** Deletes a version on which nothing hangs: it never ran, and no product bundles it. */
export const deleteVersion = verb({
  name: 'version.delete',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: versionEndpoint.params,
  scope: versionPathScope,
  run: async ({ tx, input }) => {
    const version = await requireVersion(tx, input)
    if ((await tx.version.count({ where: { apiId: version.apiId } })) === 1)
      throw new DomainError('not_possible', 'It is the only version of its API. Delete the API.')
    await refuseHeld(tx, version)
    await removeVersion(tx, version.id)
    return version
  },
  audit: ({ result }) => ({
    target: { kind: 'version', id: result.id },
    apiId: result.apiId,
    teamId: result.api.teamId,
    before: { name: result.name },
  }),
  answer: () => ({ deleted: true as const }),
})

/** Deletes an API on which nothing hangs. */
export const deleteApi = verb({
  name: 'api.delete',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: apiEndpoint.params,
  scope: apiScope,
  run: async ({ tx, input, change }) => {
    const api = await findApi(tx, input.api)
    if (!api) throw notFound()
    await tx.$queryRaw`SELECT 1 FROM api WHERE id = ${api.id} FOR UPDATE`
    const versions = await tx.version.findMany({ where: { apiId: api.id }, select: { id: true, name: true } })
    for (const version of versions) await refuseHeld(tx, version)
    for (const { id } of versions) await removeVersion(tx, id)
    await tx.apiGrant.deleteMany({ where: { apiId: api.id } })
    await removeTokenRules(tx, change, { apiId: api.id })
    await tx.roleAssignment.deleteMany({ where: { apiId: api.id } })
    await tx.api.delete({ where: { id: api.id } })
    return api
  },
  audit: ({ result }) => ({
    target: { kind: 'api', id: result.id },
    apiId: result.id,
    teamId: result.teamId,
    before: { slug: result.slug, name: result.name },
  }),
  answer: () => ({ deleted: true as const }),
})
