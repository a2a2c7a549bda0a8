import type { Actor } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { publishVersion } from '@gatehouse/services/apis/move-lifecycle'
import { createMyApplication } from '@gatehouse/services/applications/my-applications'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { createMyCredential } from '@gatehouse/services/credentials/create-credential'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { putStageValues, setSecret } from '@gatehouse/services/deployments/stage-values'
import { extendSunset } from '@gatehouse/services/deprecation/extensions'
import { moveSubscribers } from '@gatehouse/services/deprecation/move-subscribers'
import { putDeprecation } from '@gatehouse/services/deprecation/put-deprecation'
import { createIdentityProvider } from '@gatehouse/services/identity-providers/manage-identity-provider'
import { createLintWaiver } from '@gatehouse/services/lint/waivers'
import { createProduct } from '@gatehouse/services/products/create-product'
import { createPromotion } from '@gatehouse/services/promotions/create-promotion'
import { assignRole } from '@gatehouse/services/roles/assign-role'
import { createManagementKey } from '@gatehouse/services/service-accounts/create-management-key'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { requestMyAccess } from '@gatehouse/services/subscriptions/request-my-access'
import { addTeamMember } from '@gatehouse/services/teams/add-team-member'
import { createTeam } from '@gatehouse/services/teams/create-team'
import type { TestInstallation } from '@gatehouse/services/testing'
import { createWebhook } from '@gatehouse/services/webhooks/manage-webhooks'
import { testWebhook } from '@gatehouse/services/webhooks/redeliver'

/** Stands in every text that a stranger must never read. */
export const marker = 'Zanzibar'

const contract = JSON.stringify({
  openapi: '3.1.0',
  info: { title: `${marker} contract`, version: '1' },
  paths: {
    '/orders': { get: { operationId: 'listOrders', tags: ['orders'], responses: { 200: { description: marker } } } },
    '/orders/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'ok' } },
      },
    },
  },
})

/** One of everything, all of it of one team: what the tests point at. `ids`: by the names of path parameters and input members. */
export async function populate(app: TestInstallation) {
  const ctx = app.ctx()
  const { prisma } = app.db
  const owner = await app.member('Product owner')
  const developer = await app.developer()
  const team = await createTeam({ ctx, input: { name: `${marker} team`, ownerId: owner.personId } })
  await addTeamMember({ ctx, input: { teamId: team.id, personId: developer.personId, role: 'admin' } })
  const teams = new Map([[team.id as string, 'admin' as const]])
  const dev: Actor = { ...developer, teams: new Map([...developer.teams, ...teams]) }
  const api = await importApi({
    ctx,
    input: {
      fileName: 'orders.json',
      source: contract,
      teamId: team.id,
      audience: 'partner',
      name: `${marker} orders`,
      slug: 'zanzibar-orders',
      backendUrl: 'http://127.0.0.1:9/zanzibar',
    },
  })
  const path = { api: api.api.id, version: api.version.id }
  const stage = await prisma.stage.findFirstOrThrow({ orderBy: { position: 'asc' } })
  const open = await prisma.stage.findFirstOrThrow({ where: { exposure: { not: 'hidden' } } })
  await setSecret({ ctx, input: { ...path, stage: stage.slug, secret: 'upstream', value: `${marker}-secret` } })
  await putStageValues({
    ctx,
    ifMatch: 2,
    input: {
      ...path,
      stage: stage.slug,
      values: {
        backends: {
          default: {
            url: 'http://127.0.0.1:9/zanzibar',
            headers: [{ name: 'authorization', value: `\${secret:upstream}` }],
          },
        },
      },
    },
  })
  const { deployment } = await deploy({ ctx, input: { ...path, stage: stage.slug } })
  const next = await prisma.stage.findFirstOrThrow({
    where: { position: { gt: stage.position } },
    orderBy: { position: 'asc' },
  })
  const promotion = await createPromotion({
    ctx,
    input: { ...path, stage: next.slug, note: `${marker} promotes it`, emergency: { reason: marker } },
  })
  const { webhook } = await createWebhook({
    ctx,
    input: { name: `${marker} hook`, url: 'https://hooks.example/zanzibar' },
  })
  const delivery = await testWebhook({ ctx, input: { webhook: webhook.id } })
  await publishVersion({ ctx, input: path })
  const waiver = await createLintWaiver({
    ctx,
    input: {
      ...path,
      rule: 'info-contact',
      reason: `${marker} waives it`,
      expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    },
  })
  const operation = await prisma.operation.findFirstOrThrow({ where: { versionId: path.version } })
  const portal = await prisma.portal.findFirstOrThrow()
  const limits = { default: { quota: { limit: 10, period: 'month' as const } }, stages: {} }
  const product = await createProduct({
    ctx,
    input: {
      name: `${marker} product`,
      teamId: team.id,
      items: [{ include: 'version', versionId: path.version as Id<'version'> }],
      plans: [{ name: `${marker} plan`, limits }],
      portalIds: [portal.id as Id<'portal'>],
    },
  })
  await prisma.apiGrant.create({ data: { apiId: path.api, teamId: team.id } })
  const application = await createMyApplication({
    ctx: app.ctx(dev),
    input: { name: `${marker} app`, teamId: team.id },
  })
  const planId = product.plans[0]?.id ?? newId('plan')
  const subscription = await requestMyAccess({
    ctx: app.ctx(dev),
    input: { applicationId: application.id, planId, note: marker },
  })
  const { credential } = await createMyCredential({
    ctx: app.ctx(dev),
    input: { applicationId: application.id, stageId: open.id as Id<'stage'>, name: `${marker} key` },
  })
  const nextId = newId('version')
  await prisma.version.create({
    data: { id: nextId, apiId: path.api, name: 'v2', basePath: '/zanzibar-orders/v2', state: 'published' },
  })
  await createProduct({
    ctx,
    input: {
      name: `${marker} product 2`,
      teamId: team.id,
      items: [{ include: 'version', versionId: nextId }],
      plans: [{ name: `${marker} plan`, limits }],
      portalIds: [],
    },
  })
  const soon = new Date(Date.now() + 86_400_000).toISOString()
  const sunsetAt = new Date(Date.now() + 2 * 86_400_000).toISOString()
  await putDeprecation({
    ctx,
    ifMatch: 1,
    input: { ...path, deprecatedAt: soon, sunsetAt, successor: nextId, message: marker },
  })
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const extension = await extendSunset({
    ctx,
    input: { ...path, applicationId: application.id, until, reason: marker },
  })
  const move = await moveSubscribers({ ctx, input: path })
  const account = await createServiceAccount({ ctx, input: { name: `${marker} robot`, teamId: team.id } })
  const role = await prisma.role.findUniqueOrThrow({ where: { name: 'Product owner' } })
  const assignment = await assignRole({
    ctx,
    input: {
      roleId: role.id as Id<'role'>,
      holder: { kind: 'serviceAccount', serviceAccountId: account.id },
      scope: { kind: 'team', teamId: team.id },
    },
  })
  const key = await createManagementKey({
    ctx,
    input: { serviceAccountId: account.id, name: `${marker} key`, scopes: ['api.read'] },
  })
  const provider = await createIdentityProvider({
    ctx,
    // An address that nothing may have: nobody is asked.
    input: {
      name: `${marker} provider`,
      settings: { kind: 'oidc', issuer: 'https://192.0.2.1', clientId: marker },
      secret: `${marker}-secret`,
    },
  })
  const directory = await tellDirectory(app, provider.id, { personId: developer.personId, credentialId: credential.id })
  const gatewayId = newId('gateway')
  await prisma.gateway.create({
    data: {
      id: gatewayId,
      stageId: stage.id,
      name: 'gateway-1',
      signingKey: 'none',
      sealingKey: 'none',
      enrolledAt: new Date(),
    },
  })
  const ids: Record<string, string> = {
    ...path,
    apiId: path.api,
    versionId: path.version,
    slug: api.api.slug,
    stage: stage.slug,
    stageId: open.id,
    operation: operation.id,
    operationId: operation.id,
    backend: 'default',
    secret: 'upstream',
    deployment: deployment.id,
    promotion: promotion.id,
    check: 'lint',
    webhook: webhook.id,
    delivery: delivery.id,
    number: '1',
    seq: '1',
    portal: portal.id,
    waiver: waiver.id,
    extension: extension.id,
    move: move.id,
    gateway: gatewayId,
    identityProviderId: provider.id,
    ...directory,
    applicationId: application.id,
    subscriptionId: subscription.id,
    credentialId: credential.id,
    productId: product.id,
    planId,
    personId: developer.personId,
    teamId: team.id,
    serviceAccountId: account.id,
    keyId: key.id,
    assignmentId: assignment.id,
    roleId: role.id,
    sessionId: developer.sessionId,
    requestId: newId('request'),
    code: 'not_found',
  }
  return { ids, owner, developer: dev }
}

/** What a directory has told, with everything that hangs on it. */
async function tellDirectory(
  { db: { prisma } }: TestInstallation,
  identityProviderId: string,
  of: { personId: string; credentialId: string },
) {
  const ids = {
    directoryPersonId: newId('directoryPerson'),
    directoryGroupId: newId('directoryGroup'),
    groupMappingId: newId('groupMapping'),
    scimTokenId: newId('scimToken'),
    rotationTaskId: newId('rotationTask'),
  }
  const name = `${marker} of the directory`
  await prisma.directoryPerson.create({
    data: { id: ids.directoryPersonId, identityProviderId, userName: name, userNameKey: name.toLowerCase() },
  })
  await prisma.directoryGroup.create({
    data: {
      id: ids.directoryGroupId,
      identityProviderId,
      displayName: name,
      members: { create: { directoryPersonId: ids.directoryPersonId } },
      mappings: { create: { id: ids.groupMappingId, gives: { kind: 'developer' } } },
    },
  })
  await prisma.scimToken.create({
    data: { id: ids.scimTokenId, identityProviderId, name, hash: ids.scimTokenId, start: 'gh_scim_' },
  })
  await prisma.directoryMessage.create({
    data: {
      id: newId('directoryMessage'),
      identityProviderId,
      kind: 'person-created',
      directoryPersonId: ids.directoryPersonId,
    },
  })
  await prisma.rotationTask.create({
    data: { id: ids.rotationTaskId, ...of, reason: 'left-team', dueAt: new Date() },
  })
  return ids
}
