import { inputOf } from '@gatehouse/contracts/endpoint'
import type { CampaignReviewers } from '@gatehouse/contracts/endpoints/campaign-views'
import {
  type campaignDraft,
  createCampaign as createEndpoint,
  updateCampaign as updateEndpoint,
} from '@gatehouse/contracts/endpoints/campaigns'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { campaignDates } from './campaign-dates.ts'
import { readCampaign } from './campaign-view.ts'
import type { Db } from './found-item.ts'
import { assertState, lockCampaign } from './lock-campaign.ts'
import { scheduleCampaign } from './schedule-campaign.ts'

type Draft = z.output<typeof campaignDraft>

/** Makes a draft. It asks nobody anything until it opens. */
export const createCampaign = verb({
  name: 'campaign.create',
  allowed: { permission: 'campaign.manage' },
  input: createEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    const row = await tx.campaign.create({
      data: {
        id: newId('campaign'),
        ...(await columnsOf(tx, ctx, input)),
        createdBy: actorColumn(ctx),
        createdAt: ctx.now(),
      },
    })
    await scheduleCampaign(tx, row, ctx.now())
    return readCampaign(tx, ctx, row.id)
  },
  audit: ({ input, result }) => ({ target: { kind: 'campaign', id: result.id }, after: auditOf(input) }),
})

/** Changes a draft; what has opened is what its reviewers were asked. */
export const updateCampaign = verb({
  name: 'campaign.update',
  allowed: { permission: 'campaign.manage' },
  input: inputOf(updateEndpoint),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const { campaignId, ...draft } = input
    const row = await lockCampaign(tx, campaignId, 'change')
    checkEtag(row.etag, ifMatch)
    assertState(row, 'draft')
    const updated = await tx.campaign.update({
      where: { id: campaignId },
      data: { ...(await columnsOf(tx, ctx, draft)), reason: null, etag: { increment: 1 } },
    })
    await scheduleCampaign(tx, updated, ctx.now())
    return readCampaign(tx, ctx, campaignId)
  },
  audit: ({ input, result }) => ({ target: { kind: 'campaign', id: result.id }, after: auditOf(input) }),
})

function auditOf({ kinds, scope, reviewers, dueAt, opensAt }: Draft) {
  const lists = Object.fromEntries(Object.entries(scope).map(([name, ids]) => [name, [...(ids ?? [])]]))
  return { kinds, scope: lists, reviewers, dueAt, opensAt }
}

async function columnsOf(tx: Transaction, ctx: Context, draft: Draft) {
  const ownerId = await campaignOwner(tx, ctx, draft.ownerId)
  await assertReviewer(tx, draft.reviewers)
  return {
    name: draft.name,
    description: draft.description,
    kinds: [...new Set(draft.kinds)],
    scope: draft.scope as Prisma.InputJsonObject,
    reviewers: draft.reviewers as Prisma.InputJsonObject,
    ownerId,
    ...campaignDates(draft, ctx.now()),
  }
}

/** Who answers for a campaign: an active member, the maker unless another is named. Throws invalid_input. */
export async function campaignOwner(db: Db, { actor }: Context, asked: string | undefined): Promise<string> {
  const id = asked ?? (actor.kind === 'member' ? actor.personId : undefined)
  if (id === undefined) throw unknown('/ownerId', 'the id of the person who answers for the campaign')
  await assertMember(db, id, '/ownerId')
  return id
}

/** Throws invalid_input for a named reviewer who cannot review. */
export async function assertReviewer(db: Db, reviewers: CampaignReviewers): Promise<void> {
  if (reviewers.rule === 'person') await assertMember(db, reviewers.personId, '/reviewers/personId')
}

export async function assertMember(db: Db, personId: string, pointer: string): Promise<void> {
  const found = await db.person.findFirst({
    where: { id: personId, deactivatedAt: null, erasedAt: null, member: { isNot: null } },
    select: { id: true },
  })
  if (!found) throw unknown(pointer, 'the id of an active member')
}

function unknown(pointer: string, expected: string): DomainError {
  return new DomainError('invalid_input', undefined, { errors: [{ in: 'body', pointer, rule: 'exists', expected }] })
}
