import {
  getStageValues as getEndpoint,
  listStageValues as listEndpoint,
  putStageValues as putEndpoint,
  type StageValuesView,
  setSecret as secretEndpoint,
} from '@gatehouse/contracts/endpoints/deployments'
import { newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import { type Db, requireStage, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { hashContent } from '../contracts/content-hash.ts'
import { loadWorkingCopy } from '../contracts/load-working-copy.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { sealText } from '../grammar/installation.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { secretPurpose } from '../publishing/sealed-secrets.ts'
import { toStageRef } from '../stages/stage-view.ts'
import type { StageRow } from './plan-placement.ts'
import { secretNames } from './stage-state.ts'

/** Values of a version on a stage. Its etag is the number of the saved row plus one, so that none saved has one, too. */
export async function stageValuesView(db: Db, versionId: string, stage: StageRow): Promise<StageValuesView> {
  const latest = await db.stageValues.findFirst({
    where: { versionId, stageId: stage.id },
    orderBy: { number: 'desc' },
  })
  const values = stageValues.parse(latest?.values ?? { backends: {} })
  const { content } = await loadWorkingCopy(db, versionId)
  const secrets = await db.secret.findMany({ where: { versionId, stageId: stage.id }, orderBy: { name: 'asc' } })
  const running = await db.deployment.findFirst({
    where: { versionId, stageId: stage.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { stageValues: { select: { number: true } } },
  })
  const used = secretNames(values)
  const unset = used.filter((name) => !secrets.some((secret) => secret.name === name))
  return {
    stage: toStageRef(stage),
    number: latest?.number ?? 0,
    values,
    savedAt: latest?.createdAt.toISOString() ?? null,
    deployedNumber: running?.stageValues.number ?? null,
    backends: content.backends.map(({ name, description }) => {
      const backend = values.backends[name]
      return {
        name,
        description: description ?? '',
        url: backend === undefined || backend.mock ? null : backend.url,
        mock: backend?.mock === true,
      }
    }),
    secrets: [
      ...secrets.map(({ name, version, updatedAt, expiresAt }) => ({
        name,
        version,
        setAt: updatedAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        used: used.includes(name),
      })),
      ...unset.map((name) => ({ name, version: null, setAt: null, expiresAt: null, used: true })),
    ],
    missing: [
      ...content.backends
        .filter(({ name }) => !values.backends[name])
        .map(({ name }) => ({ kind: 'backend' as const, name })),
      ...unset.map((name) => ({ kind: 'secret' as const, name })),
    ],
    etag: (latest?.number ?? 0) + 1,
  }
}

export const listStageValues = query({
  name: 'stage-values.list',
  allowed: { permission: 'api.read' },
  input: listEndpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const stages = await db.stage.findMany({ orderBy: { position: 'asc' } })
    return { items: await Promise.all(stages.map((stage) => stageValuesView(db, version.id, stage))) }
  },
})

export const getStageValues = query({
  name: 'stage-values.get',
  allowed: { permission: 'api.read' },
  input: getEndpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) =>
    stageValuesView(db, (await requireVersion(db, input)).id, await requireStage(db, input.stage)),
})

/** Saves the values of a version on a stage as a new row; they run from the next deploy there on. */
export const putStageValues = verb({
  name: 'stage-values.put',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: putEndpoint.params.extend(putEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const stage = await requireStage(tx, input.stage)
    await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${version.id} FOR NO KEY UPDATE`
    const latest = await tx.stageValues.findFirst({
      where: { versionId: version.id, stageId: stage.id },
      orderBy: { number: 'desc' },
    })
    checkEtag((latest?.number ?? 0) + 1, ifMatch)
    const values = stageValues.parse(input.values)
    for (const [name, backend] of Object.entries(values.backends)) if (!backend.mock) assertAddress(name, backend.url)
    await assertOperations(tx, version.id, values, latest?.values)
    const hash = hashContent(values)
    // Saved rows are immutable; the same values again are the same row.
    if (latest?.hash !== hash) {
      await tx.stageValues.create({
        data: {
          id: newId('stageValues'),
          versionId: version.id,
          stageId: stage.id,
          number: (latest?.number ?? 0) + 1,
          values,
          hash,
          actor: actorColumn(ctx),
        },
      })
      await wakePromotions(tx, { versionId: version.id, stageId: stage.id }, ctx.now())
    }
    return { view: await stageValuesView(tx, version.id, stage), version, before: latest?.values ?? null }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: withoutHeaderTexts(result.before),
    after: { stage: input.stage, number: result.view.number, values: withoutHeaderTexts(result.view.values) },
  }),
  answer: ({ view }) => view,
})

/** Modes are set for operations that there are; what was saved before may stay when its operation goes. */
async function assertOperations(db: Db, versionId: string, values: StageValues, saved: unknown): Promise<void> {
  const keys = Object.keys(values.operations ?? {})
  if (keys.length === 0) return
  const known = new Set([
    ...Object.keys((await loadWorkingCopy(db, versionId)).content.operations),
    ...Object.keys(stageValues.parse(saved ?? { backends: {} }).operations ?? {}),
  ])
  const unknown = keys.filter((key) => !known.has(key))
  if (unknown.length === 0) return
  throw new DomainError('invalid_input', `The contract has no operation “${unknown[0]}”.`, {
    errors: unknown.slice(0, 20).map((key) => ({
      in: 'body' as const,
      pointer: `/values/operations/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      rule: 'operation',
      expected: 'verb and path of an operation of the contract',
    })),
  })
}

function assertAddress(name: string, url: string): void {
  const parsed = new URL(url)
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '')
    throw new DomainError('invalid_input', `The address of “${name}” must have no sign-in, query or fragment.`, {
      errors: [
        {
          in: 'body',
          pointer: `/values/backends/${name}/url`,
          rule: 'address',
          expected: 'scheme, host, port and path only',
        },
      ],
    })
}

/** Header values can be credentials that somebody typed in clear: the audit keeps names only. */
function withoutHeaderTexts(column: unknown): Json {
  if (column === null || column === undefined) return null
  const values = stageValues.parse(column)
  return JSON.parse(
    JSON.stringify({
      ...values,
      backends: Object.fromEntries(
        Object.entries(values.backends).map(([name, backend]) => [
          name,
          backend.mock ? backend : { ...backend, headers: backend.headers.map((header) => header.name) },
        ]),
      ),
    }),
  ) as Json
}

/** Sets a secret. It is sealed at rest, travels sealed per gateway, and is never shown again. */
export const setSecret = verb({
  name: 'secret.set',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: secretEndpoint.params.extend(secretEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await requireVersion(tx, input)
    const stage = await requireStage(tx, input.stage)
    // A secret is sealed under its id: two who both make it must not make two ids.
    await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${version.id} FOR NO KEY UPDATE`
    const where = { versionId_stageId_name: { versionId: version.id, stageId: stage.id, name: input.secret } }
    const existing = await tx.secret.findUnique({ where, select: { id: true } })
    const id = existing?.id ?? newId('secret')
    const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null
    const sealed = sealText(ctx.installation, `${secretPurpose} ${id}`, input.value)
    const row = await tx.secret.upsert({
      where,
      create: { id, versionId: version.id, stageId: stage.id, name: input.secret, sealed, expiresAt },
      // A new value has an end of its own, or none that is known.
      update: { sealed, expiresAt, version: { increment: 1 } },
    })
    change.secret(row.id, stage.id)
    if (!existing) await wakePromotions(tx, { versionId: version.id, stageId: stage.id }, ctx.now())
    return {
      answer: {
        name: row.name,
        version: row.version,
        setAt: row.updatedAt.toISOString(),
        expiresAt: row.expiresAt?.toISOString() ?? null,
      },
      id: row.id,
      version,
      stageId: stage.id,
    }
  },
  audit: ({ result }) => ({
    target: { kind: 'secret', id: result.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: {
      stageId: result.stageId,
      name: result.answer.name,
      version: result.answer.version,
      expiresAt: result.answer.expiresAt,
    },
  }),
  answer: ({ answer }) => answer,
})
