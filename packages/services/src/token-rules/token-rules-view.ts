import { createHash } from 'node:crypto'
import { type ApiTokenRule, apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import type { TokenRulesView } from '@gatehouse/contracts/endpoints/token-rules'
import type { Id } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { type Db, findApi, requireStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { ruleSentences } from './rule-sentences.ts'

export type ApiOnStage = {
  api: NonNullable<Awaited<ReturnType<typeof findApi>>>
  stage: Awaited<ReturnType<typeof requireStage>>
}

export async function requireApiOnStage(db: Db, input: { api: string; stage: string }): Promise<ApiOnStage> {
  const api = await findApi(db, input.api)
  if (api === null) throw notFound()
  return { api, stage: await requireStage(db, input.stage) }
}

/** An API's rules on a stage as they stand, with what can be chosen. */
export async function readTokenRules(db: Db, { api, stage }: ApiOnStage): Promise<TokenRulesView> {
  const [policy, rows, providers, plans] = await Promise.all([
    db.issuerPolicy.findUnique({ where: { id: builtInIssuer }, select: { issuer: true } }),
    db.apiTokenRule.findMany({
      where: { apiId: api.id, stageId: stage.id },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
    }),
    db.identityProvider.findMany({ where: { kind: 'oidc' }, orderBy: { name: 'asc' } }),
    db.plan.findMany({
      where: { product: { items: { some: { version: { apiId: api.id } } } } },
      orderBy: [{ product: { name: 'asc' } }, { position: 'asc' }, { id: 'asc' }],
      select: { id: true, name: true, product: { select: { name: true } } },
      take: 100,
    }),
  ])
  const parsed = rows.map((row) => ({ row, rule: apiTokenRule.parse(row.rule) }))
  const names = {
    address: stage.gatewayUrl,
    applications: await namesOf(db, 'application', applicationIds(parsed)),
    plans: await namesOf(
      db,
      'plan',
      parsed.flatMap(({ rule }) => rule.plans?.plans.map(({ planId }) => planId) ?? []),
    ),
  }
  const choices = providers.map(({ id, name, settings }) => ({
    id: id as Id<'identityProvider'>,
    name,
    issuer: (settings as { issuer?: string }).issuer ?? '',
  }))
  return {
    builtIn: policy?.issuer ?? null,
    address: stage.gatewayUrl,
    rules: parsed.map(({ row, rule }) => ({
      id: row.id as Id<'apiTokenRule'>,
      provider: choices.find(({ id }) => id === row.identityProviderId) ?? null,
      rule,
      sentences: ruleSentences(rule, row.identityProviderId === null, names),
    })),
    providers: choices,
    plans: plans.map(({ id, name, product }) => ({ id: id as Id<'plan'>, name, product: product.name })),
    etag: etagOf(rows),
  }
}

function applicationIds(parsed: readonly { rule: ApiTokenRule }[]): string[] {
  return parsed.flatMap(({ rule }) => (rule.client?.by === 'application' ? [rule.client.applicationId] : []))
}

async function namesOf(db: Db, kind: 'application' | 'plan', ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const find = { where: { id: { in: [...ids] } }, select: { id: true, name: true } }
  const rows = kind === 'application' ? await db.application.findMany(find) : await db.plan.findMany(find)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Of the whole list: another number whenever a rule came, went, moved or changed. */
function etagOf(rows: readonly { id: string; etag: number; position: number }[]): number {
  const text = rows.map(({ id, etag, position }) => `${id} ${etag} ${position}`).join('\n')
  return createHash('sha256').update(text).digest().readUIntBE(0, 3) + 1
}
