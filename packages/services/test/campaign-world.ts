import { type Id, newId } from '@gatehouse/contracts/ids'
import type { BuiltInRole } from '@gatehouse/contracts/permissions'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { advanceCampaign } from '../src/campaigns/advance-campaign.ts'
import { createCampaign } from '../src/campaigns/create-campaign.ts'
import { decideCampaignItem } from '../src/campaigns/decide-items.ts'
import { listCampaignItems } from '../src/campaigns/list-items.ts'
import { openCampaign } from '../src/campaigns/open-campaign.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { assignRole } from '../src/roles/assign-role.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { addTeamMember } from '../src/teams/add-team-member.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation } from '../src/testing.ts'

const dayMs = 86_400_000

/** An installation with a team that offers a product and teams that use it; all act by one clock that tests move. */
export async function createCampaignWorld() {
  const app = await createTestInstallation()
  const shift = { ms: 0 }
  const now = () => new Date(Date.now() + shift.ms)
  const clock = (ctx: Context): Context => ({ ...ctx, now })
  const { prisma } = app.db
  const system = clock(app.ctx())
  const signIn = async (...roles: BuiltInRole[]) => {
    const actor = await app.member(...roles)
    const { name } = await prisma.person.findUniqueOrThrow({ where: { id: actor.personId } })
    return Object.assign(clock(app.ctx(actor)), { personId: actor.personId, name })
  }
  const admin = await signIn('Admin')
  const offerer = await signIn('Product owner')
  const commerce = await createTeam({ ctx: system, input: { name: 'Commerce', ownerId: offerer.personId } })
  const apiId = newId('api')
  const versionId = newId('version')
  await prisma.api.create({
    data: { id: apiId, slug: 'orders', name: 'Orders', audience: 'public', teamId: commerce.id },
  })
  await prisma.version.create({
    data: { id: versionId, apiId, name: 'v1', basePath: '/orders/v1', state: 'published' },
  })
  const portal = await prisma.portal.findFirstOrThrow()
  const product = await createProduct({
    ctx: system,
    input: {
      name: 'Orders',
      teamId: commerce.id,
      items: [{ include: 'version', versionId }],
      plans: [{ name: 'Free', limits: { default: {}, stages: {} } }],
      portalIds: [portal.id as Id<'portal'>],
    },
  })
  await prisma.portalListing.create({ data: { portalId: portal.id, versionId } })
  const stage = await prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
  let count = 0

  const world = {
    app,
    prisma,
    system,
    admin,
    offerer,
    commerce,
    product,
    apiId,
    versionId,
    stage,
    signIn,
    /** Moves everybody's clock. */
    later: (days: number) => {
      shift.ms += days * dayMs
    },
    now,
    inDays: (days: number) => new Date(now().getTime() + days * dayMs).toISOString(),
    /** A developer's application in a team of its own, with access and a key. */
    async user(options: { teamOwner?: string } = {}) {
      count += 1
      const developer = await app.developer()
      const team = await createTeam({
        ctx: system,
        input: {
          name: `Team ${count}`,
          ownerId: (options.teamOwner ?? developer.personId) as Id<'person'>,
        },
      })
      if (options.teamOwner)
        await addTeamMember({
          ctx: system,
          input: { teamId: team.id, personId: developer.personId, role: 'admin' },
        })
      const role = options.teamOwner ? ('admin' as const) : ('owner' as const)
      const ctx = clock(
        app.ctx({ ...developer, teams: new Map([...developer.teams, [team.id as string, role] as const]) }),
      )
      const application = await createMyApplication({ ctx, input: { name: `App ${count}`, teamId: team.id } })
      const planId = product.plans[0]?.id ?? newId('plan')
      const subscription = await requestMyAccess({ ctx, input: { applicationId: application.id, planId } })
      const { credential } = await createMyCredential({
        ctx,
        input: { applicationId: application.id, stageId: stage.id as Id<'stage'>, name: 'server' },
      })
      return { ctx, personId: developer.personId, team, application, subscription, credential }
    },
    /** A member with one more role, for a team or an API. */
    async grant(personId: string, roleName: BuiltInRole, scope: Parameters<typeof assignRole>[0]['input']['scope']) {
      const role = await prisma.role.findUniqueOrThrow({ where: { name: roleName } })
      return assignRole({
        ctx: system,
        input: { roleId: role.id as Id<'role'>, holder: { kind: 'person', personId: personId as Id<'person'> }, scope },
      })
    },
    draft: (input: Partial<Parameters<typeof createCampaign>[0]['input']> = {}, ctx: Context = admin) =>
      createCampaign({
        ctx,
        input: {
          name: 'Autumn review',
          kinds: ['subscription'],
          reviewers: { rule: 'offering' },
          dueAt: world.inDays(30),
          ...input,
        },
      }),
    async open(input: Partial<Parameters<typeof createCampaign>[0]['input']> = {}, ctx: Context = admin) {
      const draft = await world.draft(input, ctx)
      return openCampaign({ ctx, input: { campaignId: draft.id }, ifMatch: draft.etag })
    },
    items: async (campaignId: string, ctx: Context = admin) =>
      (await listCampaignItems({ ctx, input: { campaignId: campaignId as Id<'campaign'>, limit: 200 } })).items,
    async item(campaignId: string, subjectId: string) {
      const found = (await world.items(campaignId)).find((item) => item.subjectId === subjectId)
      if (!found) throw new Error('the campaign does not ask about it')
      return found
    },
    decide: (ctx: Context, item: { id: Id<'campaignItem'>; etag: number }, decision: 'keep' | 'revoke') =>
      decideCampaignItem({
        ctx,
        input: { campaignItemId: item.id, decision, ...(decision === 'revoke' ? { note: 'Not needed.' } : {}) },
        ifMatch: item.etag,
      }),
    advance: (campaignId: string) => advanceCampaign(system, campaignId),
    mailsTo: async (personId: string, template: string) =>
      (await app.mails()).filter((mail) => mail.personId === personId && mail.template === template),
    drop: () => app.drop(),
  }
  return world
}
export type CampaignWorld = Awaited<ReturnType<typeof createCampaignWorld>>
