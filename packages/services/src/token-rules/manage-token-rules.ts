import type { ApiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { getTokenRules as getEndpoint, putTokenRules as putEndpoint } from '@gatehouse/contracts/endpoints/token-rules'
import { newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { apiScope } from '../apis/find-version.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { linkClient } from './external-clients.ts'
import { type ApiOnStage, readTokenRules, requireApiOnStage } from './token-rules-view.ts'

export const getTokenRules = query({
  name: 'token-rules.get',
  allowed: { permission: 'api.read' },
  input: getEndpoint.params,
  scope: apiScope,
  run: async ({ db, input }) => readTokenRules(db, await requireApiOnStage(db, input)),
})

/** Security says whose tokens an API takes on a stage. Gateways keep to it within a second; nothing is deployed. */
export const putTokenRules = verb({
  name: 'token-rules.put',
  allowed: { permission: 'identity.manage' },
  read: 'api.read',
  input: putEndpoint.params.extend(putEndpoint.body.shape),
  scope: apiScope,
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const place = await requireApiOnStage(tx, input)
    await refuseWithoutReview(tx, ctx, 'token-rules.put', [place.stage.exposure])
    const before = await readTokenRules(tx, place)
    checkEtag(before.etag, ifMatch)
    for (const [index, { identityProviderId, rule }] of input.rules.entries())
      await checkRule(tx, place, identityProviderId, rule, index)
    const where = { apiId: place.api.id, stageId: place.stage.id }
    for (const { id } of before.rules) change.access('tokenRule', id, { stageId: place.stage.id, deleted: true })
    await tx.apiTokenRule.deleteMany({ where })
    for (const [position, { identityProviderId, rule }] of input.rules.entries()) {
      const id = newId('apiTokenRule')
      await tx.apiTokenRule.create({ data: { id, ...where, identityProviderId, rule, position, createdAt: ctx.now() } })
      change.access('tokenRule', id, { stageId: place.stage.id })
      await linkFixed({ ctx, tx, change }, place, identityProviderId, rule)
    }
    return { place, before, view: await readTokenRules(tx, place) }
  },
  audit: ({ result: { place, before, view } }) => ({
    target: { kind: 'api', id: place.api.id },
    before: { stageId: place.stage.id, tokenRules: before.rules.map(summary) },
    after: { stageId: place.stage.id, tokenRules: view.rules.map(summary) },
  }),
  answer: ({ view }) => view,
})

/** Of what decides who may call; as JSON has it. */
const summary = ({ provider, rule }: Awaited<ReturnType<typeof readTokenRules>>['rules'][number]): Json => ({
  identityProviderId: provider?.id ?? null,
  rule: JSON.parse(JSON.stringify(rule)) as Json,
})

/** What a gateway could not do anything with is refused here, at its place. */
async function checkRule(
  tx: Transaction,
  { api }: ApiOnStage,
  identityProviderId: string | null,
  rule: ApiTokenRule,
  index: number,
): Promise<void> {
  const complain = (place: string, expected: string): never => {
    throw new DomainError('invalid_input', undefined, {
      errors: [{ in: 'body', pointer: `/rules/${index}/${place}`, rule: 'fits', expected }],
    })
  }
  if (identityProviderId !== null) {
    const provider = await tx.identityProvider.findUnique({ where: { id: identityProviderId }, select: { kind: true } })
    if (provider?.kind !== 'oidc') complain('identityProviderId', 'an identity provider that speaks OpenID Connect')
    // D25: a rule that was left empty must not take every token of a company’s directory.
    if (rule.accept && rule.audiences.length === 0) complain('rule/audiences', 'at least one audience')
    if (rule.accept && rule.client === undefined) complain('rule/client', 'how a token names its application')
  }
  if (rule.client?.by === 'application') {
    const { applicationId } = rule.client
    const application = await tx.application.findFirst({ where: { id: applicationId, deletedAt: null } })
    if (application === null) complain('rule/client/applicationId', 'an application')
  }
  for (const [at, { planId }] of rule.plans?.plans.entries() ?? []) {
    const plan = await tx.plan.findFirst({
      where: { id: planId, product: { items: { some: { version: { apiId: api.id } } } } },
      select: { id: true },
    })
    if (plan === null) complain(`rule/plans/plans/${at}/planId`, 'a plan of a product with this API')
  }
}

/** All of a provider's tokens for one application are a credential of it: shown, counted and revoked like any other. */
async function linkFixed(
  call: { ctx: Context; tx: Transaction; change: ChangeSet },
  { stage }: ApiOnStage,
  identityProviderId: string | null,
  { accept, client }: ApiTokenRule,
): Promise<void> {
  if (!accept || client?.by !== 'application') return
  await linkClient(call, {
    applicationId: client.applicationId,
    stageId: stage.id,
    issuerId: identityProviderId,
    client: { applicationId: client.applicationId },
  })
}
