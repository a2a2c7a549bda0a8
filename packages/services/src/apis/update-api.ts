import { updateApi as endpoint } from '@gatehouse/contracts/endpoints/apis'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { guardrailsOfAudience } from '../guardrails/guarded-by.ts'
import { mayAct } from './acting.ts'
import { loadApiView } from './api-view.ts'
import { apiScope, findApi } from './find-version.ts'
import { assertMayHandOver } from './hand-over.ts'

/** Changes what an API says of itself. Its slug stays: base paths and links are made of it. */
export const updateApi = verb({
  name: 'api.update',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: apiScope,
  run: async ({ ctx, tx, input, ifMatch, change }) => {
    const { api, ...fields } = input
    const row = await findApi(tx, api)
    if (!row) throw new DomainError('not_found')
    checkEtag(row.etag, ifMatch)
    if (fields.teamId !== undefined && fields.teamId !== row.teamId) {
      const team = await tx.team.findUnique({ where: { id: fields.teamId }, select: { personalOfId: true } })
      // Giving an API away makes it appear in the other team: whoever does it must be able to create APIs there.
      if (!team || team.personalOfId !== null || !mayAct(ctx.actor, 'api.create', { teamId: fields.teamId }).allowed)
        throw new DomainError('invalid_input', 'There is no team with this id to which you may give an API.')
      await assertMayHandOver(tx, ctx.actor, row, fields.teamId)
    }
    if (fields.audience !== undefined && fields.audience !== row.audience) {
      // Whoever may edit an API must not get it out of what Security asks of APIs for these callers.
      if ((await guardrailsOfAudience(tx, row.audience)).length > 0) await refuseWithoutReview(tx, ctx, 'api.update')
    }
    const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    await tx.api.update({ where: { id: row.id, etag: row.etag }, data: { ...data, etag: { increment: 1 } } })
    // Guardrails can hold for an audience.
    if (fields.audience !== undefined && fields.audience !== row.audience) change.snapshot('api', row.id, null)
    return loadApiView(tx, row.id)
  },
  audit: ({ input, result }) => ({
    target: { kind: 'api', id: result.id },
    apiId: result.id,
    teamId: result.team.id,
    // A contact is a mail address: only that it changed is kept.
    after: {
      fields: Object.keys(input).filter((key) => key !== 'api'),
      audience: result.audience,
      teamId: result.team.id,
      tags: result.tags,
    },
  }),
})
