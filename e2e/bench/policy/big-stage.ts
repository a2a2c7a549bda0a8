import { randomBytes } from 'node:crypto'
import { compileStage } from '@gatehouse/compiler/compile-stage'
import type { DeploymentState, VersionState } from '@gatehouse/compiler/stage-state'
import { operationKey } from '@gatehouse/contracts/api-description'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { TestInstallation } from '@gatehouse/services/testing'

export type BigStage = { stageId: Id<'stage'>; slug: string; apis: number; operations: number; applications: number }

const methods = ['GET', 'POST', 'DELETE', 'PUT'] as const

/**
 * A stage as one of a large organization: APIs of some operations each, applications with a key each and subscriptions to products of ten
 * APIs. Written as rows, in the form in which use cases leave them; the snapshot is compiled as ever.
 */
export async function fillStage(
  app: TestInstallation,
  size: { apis: number; operationsEach: number; applications: number; subscriptionsEach: number },
): Promise<BigStage> {
  const { prisma, pool } = app.db
  const stage = await prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
  const teams = Array.from({ length: 25 }, (_, at) => ({ id: newId('team'), name: `Team ${at + 1}` }))
  await prisma.team.createMany({ data: teams })
  const teamOf = (at: number) => teams[at % teams.length]?.id ?? ''
  const versions: VersionState<DeploymentState>[] = []
  const audiences = ['internal', 'partner', 'public'] as const
  for (let at = 0; at < size.apis; at += 1) {
    const apiId = newId('api')
    const id = newId('version')
    const slug = `service-${at + 1}`
    const audience = audiences[at % 3] ?? 'internal'
    await prisma.api.create({ data: { id: apiId, slug, name: `Service ${at + 1}`, audience, teamId: teamOf(at) } })
    await prisma.version.create({ data: { id, apiId, name: 'v1', basePath: `/${slug}/v1`, state: 'published' } })
    const content = contentOf(size.operationsEach, at)
    await prisma.operation.createMany({
      data: Object.entries(content.operations).map(([key, operation]) => {
        const [method = '', path = ''] = key.split(' ')
        return { id: operation.id, versionId: id, method, path }
      }),
    })
    versions.push({
      id,
      name: 'v1',
      apiId,
      apiSlug: slug,
      audience,
      basePath: `/${slug}/v1`,
      state: 'published',
      pausedOperations: [],
      deployments: [
        {
          id: newId('deployment'),
          weight: 100,
          revisionId: newId('revision'),
          revisionNumber: 1,
          content,
          values: { backends: { main: { url: 'http://127.0.0.1:9' } } },
        },
      ],
    })
  }
  const compiled = compileStage({
    stage: { id: stage.id as Id<'stage'>, slug: stage.slug, name: stage.name, exposure: 'live' },
    portalUrl: '',
    guardrails: [],
    versions,
  })
  if (compiled.issues.length > 0) throw new Error(compiled.issues[0]?.message)
  await pool.query('INSERT INTO snapshot_part (hash, content) SELECT * FROM unnest($1::text[], $2::text[])', [
    compiled.parts.map(({ hash }) => hash),
    compiled.parts.map(({ text }) => text),
  ])
  await pool.query('DELETE FROM stage_snapshot WHERE stage_id = $1', [stage.id])
  await pool.query(
    'INSERT INTO stage_snapshot (stage_id, seq, hash, manifest, signature) VALUES ($1, 1000, $2, $3, $4)',
    [stage.id, compiled.manifestHash, compiled.manifestText, ''],
  )
  await fillCallers(app, stage.id, versions, size, teamOf)
  return {
    stageId: stage.id as Id<'stage'>,
    slug: stage.slug,
    apis: size.apis,
    operations: size.apis * size.operationsEach,
    applications: size.applications,
  }
}

function contentOf(operations: number, at: number): RevisionContent {
  const described = Array.from({ length: operations }, (_, place) => ({
    method: methods[place % methods.length] ?? 'GET',
    path: place < 4 ? '/things' : `/things/{id}/${place}`,
    tags: [place % 2 === 0 ? 'read' : 'write'],
    deprecated: false,
    parameters:
      place < 4
        ? []
        : [
            {
              in: 'path' as const,
              name: 'id',
              required: true,
              deprecated: false,
              style: 'simple' as const,
              explode: false,
              schema: { type: 'string' },
            },
          ],
    responses: { 200: { description: 'ok' } },
    security: place % 5 === 4 ? [{ oauth: ['things:write'] }] : [],
  }))
  return {
    format: 1,
    contract: {
      title: `Service ${at + 1}`,
      version: '1.0.0',
      servers: [],
      tags: [],
      securitySchemes: {},
      operations: described,
      schemas: {},
    } as unknown as RevisionContent['contract'],
    backends: [{ name: 'main' }],
    operations: Object.fromEntries(described.map((one) => [operationKey(one), { id: newId('operation') }])),
    policies: [],
  }
}

/** Products of ten APIs each; an application has a key and some of them. */
async function fillCallers(
  app: TestInstallation,
  stageId: string,
  versions: readonly VersionState<DeploymentState>[],
  size: { applications: number; subscriptionsEach: number },
  teamOf: (at: number) => string,
): Promise<void> {
  const { prisma, pool } = app.db
  const products: { id: string; planId: string; planVersionId: string }[] = []
  for (let from = 0; from < versions.length; from += 10) {
    const product = { id: newId('product'), planId: newId('plan'), planVersionId: newId('planVersion') }
    products.push(product)
    const name = `Bundle ${products.length}`
    await prisma.product.create({
      data: { id: product.id, slug: `bundle-${products.length}`, name, teamId: teamOf(0) },
    })
    await prisma.productItem.createMany({
      data: versions
        .slice(from, from + 10)
        .map(({ id }) => ({ id: newId('productItem'), productId: product.id, versionId: id, include: 'version' })),
    })
    await prisma.plan.create({ data: { id: product.planId, productId: product.id, slug: 'gold', name: 'Gold' } })
    await prisma.planVersion.create({
      data: {
        id: product.planVersionId,
        planId: product.planId,
        number: 1,
        limits: { default: {}, stages: {} },
        price: { model: 'free' },
        approval: 'automatic',
      },
    })
  }
  const applications = Array.from({ length: size.applications }, (_, at) => ({
    id: newId('application'),
    teamId: teamOf(at),
    name: `Application ${String(at + 1).padStart(4, '0')}`,
    createdBy: {},
  }))
  await prisma.application.createMany({ data: applications })
  const credentials = applications.map(({ id }) => ({
    id: newId('credential'),
    applicationId: id,
    stageId,
    kind: 'key',
    name: 'Key',
    hash: randomBytes(32).toString('hex'),
    start: 'gh_live_',
    last4: '0000',
    scopes: [],
    ipRanges: [],
    createdBy: {},
  }))
  await prisma.credential.createMany({ data: credentials })
  const subscriptions = applications.flatMap(({ id }, at) =>
    Array.from({ length: Math.min(size.subscriptionsEach, products.length) }, (_, place) => {
      const product = products[(at + place * 7) % products.length]
      if (product === undefined) throw new Error('there is no product')
      return {
        id: newId('subscription'),
        applicationId: id,
        productId: product.id,
        planId: product.planId,
        planVersionId: product.planVersionId,
        state: 'active',
        openKey: `${id}:${product.id}`,
        requestedBy: {},
      }
    }),
  )
  await prisma.subscription.createMany({ data: subscriptions, skipDuplicates: true })
  await pool.query(
    `INSERT INTO access_version (kind, entity_id, stage_id, seq, deleted)
     SELECT 'team', id, NULL, 1, false FROM team UNION ALL SELECT 'application', id, NULL, 1, false FROM application
     UNION ALL SELECT 'credential', id, stage_id, 1, false FROM credential UNION ALL SELECT 'subscription', id, NULL, 1, false FROM subscription
     UNION ALL SELECT 'product', id, NULL, 1, false FROM product UNION ALL SELECT 'planVersion', id, NULL, 1, false FROM plan_version
     ON CONFLICT DO NOTHING`,
  )
}
