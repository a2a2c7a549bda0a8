import type { Actor } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { proposeAccessChange } from '@gatehouse/services/access-changes/propose-access-change'
import { publishVersion } from '@gatehouse/services/apis/move-lifecycle'
import { createMyApplication } from '@gatehouse/services/applications/my-applications'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { createMyCredential } from '@gatehouse/services/credentials/create-credential'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { putStageValues, setSecret } from '@gatehouse/services/deployments/stage-values'
import { extendSunset } from '@gatehouse/services/deprecation/extensions'
import { moveSubscribers } from '@gatehouse/services/deprecation/move-subscribers'
import { putDeprecation } from '@gatehouse/services/deprecation/put-deprecation'
import { createGuardrail } from '@gatehouse/services/guardrails/create-guardrail'
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
import { askAbout } from './asked-review.ts'

/** Stands in every text that a stranger must never read. */
export const marker = 'Zanzibar'

const contractOf = (marker: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: `${marker} contract`, version: '1' },
    components: { schemas: { Order: { type: 'object', description: marker } } },
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

/**
 * One of everything, all of it of one team: what the tests point at. `ids`: by the names of path parameters and input members. Another
 * name makes another set, for another team.
 */
export async function populate(app: TestInstallation, name = marker) {
  const slug = `${name.toLowerCase()}-orders`
  const ctx = app.ctx()
  const { prisma } = app.db
  const owner = await app.member('Product owner')
  const developer = await app.developer()
  const team = await createTeam({ ctx, input: { name: `${name} team`, ownerId: owner.personId } })
  await addTeamMember({ ctx, input: { teamId: team.id, personId: developer.personId, role: 'admin' } })
  const teams = new Map([[team.id as string, 'admin' as const]])
  const dev: Actor = { ...developer, teams: new Map([...developer.teams, ...teams]) }
  const api = await importApi({
    ctx,
    input: {
      fileName: 'orders.json',
      source: contractOf(name),
      teamId: team.id,
      audience: 'partner',
      name: `${name} orders`,
      slug,
      backendUrl: `http://127.0.0.1:9/${name.toLowerCase()}`,
    },
  })
  const path = { api: api.api.id, version: api.version.id }
  const stage = await prisma.stage.findFirstOrThrow({ orderBy: { position: 'asc' } })
  const open = await prisma.stage.findFirstOrThrow({ where: { exposure: { not: 'hidden' } } })
  await setSecret({ ctx, input: { ...path, stage: stage.slug, secret: 'upstream', value: `${name}-secret` } })
  await putStageValues({
    ctx,
    ifMatch: 2,
    input: {
      ...path,
      stage: stage.slug,
      values: {
        backends: {
          default: {
            url: `http://127.0.0.1:9/${name.toLowerCase()}`,
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
    input: { ...path, stage: next.slug, note: `${name} promotes it`, emergency: { reason: name } },
  })
  const guardrail = await createGuardrail({
    ctx,
    input: {
      name: name === marker ? 'Bodies are small' : `Bodies of ${name} are small`,
      policy: 'requirements',
      options: { bodyBytes: 1_000_000 },
      reason: 'Backends stay well.',
    },
  })
  const accessChange = await proposeAccessChange({
    ctx,
    input: { act: 'guardrail.remove', input: { guardrail: guardrail.id }, reason: 'It is not needed.' },
  })
  const { webhook } = await createWebhook({
    ctx,
    input: { name: `${name} hook`, url: `https://hooks.example/${name.toLowerCase()}` },
  })
  const delivery = await testWebhook({ ctx, input: { webhook: webhook.id } })
  await publishVersion({ ctx, input: path })
  const waiver = await createLintWaiver({
    ctx,
    input: {
      ...path,
      rule: 'info-contact',
      reason: `${name} waives it`,
      expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    },
  })
  const operation = await prisma.operation.findFirstOrThrow({ where: { versionId: path.version } })
  const portal = await prisma.portal.findFirstOrThrow()
  const limits = { default: { quota: { limit: 10, period: 'month' as const } }, stages: {} }
  const product = await createProduct({
    ctx,
    input: {
      name: `${name} product`,
      teamId: team.id,
      items: [{ include: 'version', versionId: path.version as Id<'version'> }],
      plans: [{ name: `${name} plan`, limits }],
      portalIds: [portal.id as Id<'portal'>],
    },
  })
  await prisma.apiGrant.create({ data: { apiId: path.api, teamId: team.id } })
  const application = await createMyApplication({
    ctx: app.ctx(dev),
    input: { name: `${name} app`, teamId: team.id },
  })
  const planId = product.plans[0]?.id ?? newId('plan')
  const subscription = await requestMyAccess({
    ctx: app.ctx(dev),
    input: { applicationId: application.id, planId, note: name },
  })
  const { credential } = await createMyCredential({
    ctx: app.ctx(dev),
    input: { applicationId: application.id, stageId: open.id as Id<'stage'>, name: `${name} key` },
  })
  const nextId = newId('version')
  await prisma.version.create({
    data: { id: nextId, apiId: path.api, name: 'v2', basePath: `/${slug}/v2`, state: 'published' },
  })
  await createProduct({
    ctx,
    input: {
      name: `${name} product 2`,
      teamId: team.id,
      items: [{ include: 'version', versionId: nextId }],
      plans: [{ name: `${name} plan`, limits }],
      portalIds: [],
    },
  })
  const soon = new Date(Date.now() + 86_400_000).toISOString()
  const sunsetAt = new Date(Date.now() + 2 * 86_400_000).toISOString()
  await putDeprecation({
    ctx,
    ifMatch: 1,
    input: { ...path, deprecatedAt: soon, sunsetAt, successor: nextId, message: name },
  })
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const extension = await extendSunset({
    ctx,
    input: { ...path, applicationId: application.id, until, reason: name },
  })
  const move = await moveSubscribers({ ctx, input: path })
  const account = await createServiceAccount({ ctx, input: { name: `${name} robot`, teamId: team.id } })
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
    input: { serviceAccountId: account.id, name: `${name} key`, scopes: ['api.read'] },
  })
  const provider = await createIdentityProvider({
    ctx,
    // An address that nothing may have: nobody is asked.
    input: {
      name: `${name} provider`,
      settings: { kind: 'oidc', issuer: 'https://192.0.2.1', clientId: name },
      secret: `${name}-secret`,
    },
  })
  const directory = await tellDirectory(app, name, provider.id, {
    personId: developer.personId,
    credentialId: credential.id,
  })
  const gatewayId = newId('gateway')
  await prisma.gateway.create({
    data: {
      id: gatewayId,
      stageId: stage.id,
      name: 'gateway-1',
      signingKey: gatewayId,
      sealingKey: gatewayId,
      enrolledAt: new Date(),
    },
  })
  const more = await bringMore(app, name, { versionId: path.version, stageId: open.id, serviceAccountId: account.id })
  const ids: Record<string, string> = {
    ...more,
    ...path,
    apiId: path.api,
    versionId: path.version,
    subject: path.version,
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
    guardrail: guardrail.id,
    change: accessChange.id,
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
    ...(await askAbout(app, marker, {
      ownerId: owner.personId,
      teamId: team.id,
      applicationId: application.id,
      subscriptionId: subscription.id,
    })),
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
    schemaName: 'Order',
  }
  return { ids, owner, developer: dev }
}

function keyImportSummary(id: string, stageId: string, name: string) {
  const none = { records: 0, imported: 0, already: 0, refused: 0 }
  return {
    id,
    source: 'csv',
    at: new Date().toISOString(),
    stage: { id: stageId, name },
    counts: none,
    applications: { made: 0, used: 0 },
    subscriptions: { made: 0, kept: 0 },
    leftOut: [],
  }
}

/** What hangs on the rest: a pause, end users, a file of keys, a rule for jobs. */
async function bringMore(
  { db: { prisma } }: TestInstallation,
  name: string,
  of: { versionId: string; stageId: string; serviceAccountId: string },
) {
  const ids = {
    pause: newId('pause'),
    keyImportId: newId('keyImport'),
    endUserId: newId('endUser'),
    groupId: newId('endUserGroup'),
    ruleId: newId('jobIdentityRule'),
  }
  const { versionId, stageId, serviceAccountId } = of
  await prisma.pause.create({ data: { id: ids.pause, versionId, stageId, reason: name, resumedAt: new Date() } })
  await prisma.keyImport.create({
    data: {
      id: ids.keyImportId,
      source: 'csv',
      report: { summary: keyImportSummary(ids.keyImportId, of.stageId, name), records: [] },
      actor: { kind: 'system', id: 'test', name: '' },
    },
  })
  await prisma.endUser.create({ data: { id: ids.endUserId, name: `${name} end user` } })
  await prisma.endUserGroup.create({
    data: { id: ids.groupId, name: `${name} group`, scopes: [], members: { create: { endUserId: ids.endUserId } } },
  })
  await prisma.jobIdentityRule.create({
    data: {
      id: ids.ruleId,
      serviceAccountId,
      name: `${name} rule`,
      issuer: 'https://jobs.example',
      audience: name,
      claims: { repository: name },
      scopes: ['api.read'],
    },
  })
  return ids
}

/** What a directory has told, with everything that hangs on it. */
async function tellDirectory(
  { db: { prisma } }: TestInstallation,
  marker: string,
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
