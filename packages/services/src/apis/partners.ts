import {
  addPartner as addEndpoint,
  listPartners as listEndpoint,
  type PartnerView,
} from '@gatehouse/contracts/endpoints/partners'
import type { Id } from '@gatehouse/contracts/ids'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { mayAct } from './acting.ts'
import { apiScope, type Db, findApi } from './find-version.ts'

async function requireApi(db: Db, api: string) {
  const row = await findApi(db, api)
  if (!row) throw notFound()
  return row
}

async function loadPartners(db: Db, apiId: string): Promise<{ items: PartnerView[] }> {
  const grants = await db.apiGrant.findMany({
    where: { apiId },
    orderBy: [{ createdAt: 'asc' }, { teamId: 'asc' }],
    include: { team: { select: { id: true, name: true } } },
  })
  const open = await db.subscription.findMany({
    where: {
      openKey: { not: null },
      application: { teamId: { in: grants.map(({ teamId }) => teamId) } },
      product: { items: { some: { version: { apiId } } } },
    },
    select: { application: { select: { teamId: true } } },
  })
  return {
    items: grants.map(({ team, createdAt }) => ({
      team: { id: team.id as Id<'team'>, name: team.name },
      since: createdAt.toISOString(),
      subscriptions: open.filter(({ application }) => application.teamId === team.id).length,
    })),
  }
}

export const listPartners = query({
  name: 'api.partners',
  allowed: { permission: 'api.read' },
  input: listEndpoint.params,
  scope: apiScope,
  run: async ({ db, input }) => loadPartners(db, (await requireApi(db, input.api)).id),
})

/** Lets a team find a partner API and ask for it. */
export const addPartner = verb({
  name: 'api.add-partner',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: addEndpoint.params,
  scope: apiScope,
  run: async ({ ctx, tx, input }) => {
    const api = await requireApi(tx, input.api)
    const team = await tx.team.findUnique({ where: { id: input.teamId }, select: { id: true } })
    if (!team || !mayAct(ctx.actor, 'team.read', { teamId: team.id }).allowed)
      throw new DomainError('invalid_input', 'There is no such team.')
    await tx.apiGrant.createMany({
      data: [{ apiId: api.id, teamId: team.id, createdAt: ctx.now() }],
      skipDuplicates: true,
    })
    // One that a review has suspended is given anew by this.
    await tx.apiGrant.updateMany({
      where: { apiId: api.id, teamId: team.id },
      data: { suspendedAt: null, suspendedFor: null },
    })
    return { api, view: await loadPartners(tx, api.id) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'api', id: result.api.id },
    after: { partnerTeamId: input.teamId },
  }),
  answer: ({ view }) => view,
})

/** Hides a partner API from a team; what it is subscribed to stays. */
export const removePartner = verb({
  name: 'api.remove-partner',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: addEndpoint.params,
  scope: apiScope,
  run: async ({ tx, input }) => {
    const api = await requireApi(tx, input.api)
    const { count } = await tx.apiGrant.deleteMany({ where: { apiId: api.id, teamId: input.teamId } })
    if (count === 0) throw notFound()
    return { api, view: await loadPartners(tx, api.id) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'api', id: result.api.id },
    before: { partnerTeamId: input.teamId },
  }),
  answer: ({ view }) => view,
})
