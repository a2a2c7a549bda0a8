import type { Call } from '@gatehouse/contracts/client'
import { listAccessChanges, proposeAccessChange } from '@gatehouse/contracts/endpoints/access-changes'
import { listApplications } from '@gatehouse/contracts/endpoints/applications'
import { createCampaign, listCampaigns, openCampaign } from '@gatehouse/contracts/endpoints/campaigns'
import { listOperations } from '@gatehouse/contracts/endpoints/contracts'
import { inviteEndUser, listEndUsers } from '@gatehouse/contracts/endpoints/end-users'
import { listGuardrails } from '@gatehouse/contracts/endpoints/guardrails'
import { createIdentityProvider, listIdentityProviders } from '@gatehouse/contracts/endpoints/identity-providers'
import { importKeys, listKeyImports } from '@gatehouse/contracts/endpoints/key-imports'
import { listMyApplications } from '@gatehouse/contracts/endpoints/my-applications'
import { listPeople } from '@gatehouse/contracts/endpoints/people'
import { listProducts } from '@gatehouse/contracts/endpoints/products'
import { listPromotions } from '@gatehouse/contracts/endpoints/promotions'
import { createRole, listRoles } from '@gatehouse/contracts/endpoints/roles'
import { createServiceAccount, listServiceAccounts } from '@gatehouse/contracts/endpoints/service-accounts'
import { listStages } from '@gatehouse/contracts/endpoints/stages'
import { listTeams } from '@gatehouse/contracts/endpoints/teams'
import { listMyRequests, listRequests } from '@gatehouse/contracts/endpoints/usage'
import { createWebhook, listWebhooks } from '@gatehouse/contracts/endpoints/webhooks'
import { type Id, idOf } from '@gatehouse/contracts/ids'

export type PageIds = Readonly<Record<string, string | undefined>>

/** What the console's detail pages can show. */
export async function consoleIds(call: Call): Promise<PageIds> {
  const [
    operations,
    products,
    applications,
    people,
    teams,
    accounts,
    requests,
    promotions,
    providers,
    endUsers,
    webhooks,
    imports,
    roles,
    guardrails,
    changes,
  ] = await Promise.all([
    call(listOperations, { api: 'orders', version: 'v1', limit: 1 }),
    call(listProducts, { limit: 200 }),
    call(listApplications, {}),
    call(listPeople, {}),
    call(listTeams, {}),
    call(listServiceAccounts, {}),
    call(listRequests, { limit: 1 }),
    call(listPromotions, { limit: 1 }),
    call(listIdentityProviders, {}),
    call(listEndUsers, { limit: 1 }),
    call(listWebhooks, {}),
    call(listKeyImports, {}),
    call(listRoles, {}),
    call(listGuardrails, {}),
    call(listAccessChanges, { limit: 1 }),
  ])
  const team = teams.items.find(({ name }) => name === 'Commerce') ?? teams.items[0]
  const account =
    accounts.items[0] ?? (team && (await call(createServiceAccount, { name: 'Delivery pipeline', teamId: team.id })))
  const provider =
    providers.items[0] ??
    (await call(createIdentityProvider, { name: 'Company directory', settings: { kind: 'scim' } }))
  const endUser =
    endUsers.items[0] ?? (await call(inviteEndUser, { email: 'ines@reader.example', name: 'Ines Moreau' }))
  const webhook =
    webhooks.items[0] ??
    (await call(createWebhook, { name: 'Chat', url: 'https://hooks.chat.example/gatehouse' })).webhook
  const role =
    roles.items.find(({ builtIn }) => !builtIn) ??
    (await call(createRole, { name: 'Release captain', permissions: ['api.read', 'api.promote', 'stage.read'] }))
  const change =
    changes.items[0] ??
    (await call(proposeAccessChange, {
      act: 'guardrail.create',
      input: {
        name: 'No anonymous calls on live',
        policy: 'requirements',
        options: { noAnonymous: true },
        scope: { stage: 'production' },
        reason: 'Everybody who calls live systems says who he is.',
      },
      reason: 'Orders were listed by anybody last week.',
    }))
  const campaign = (await call(listCampaigns, { state: 'open', limit: 1 })).items[0] ?? (await oneCampaign(call))
  const keyImport = imports.items[0] ?? (team && (await oneImport(call, idOf('team').parse(team.id))))
  return {
    operation: operations.items[0]?.id,
    guardrail: guardrails.items[0]?.id,
    accessChange: change.id,
    product: (products.items.find(({ name }) => name.startsWith('Orders')) ?? products.items[0])?.id,
    application: (applications.items.find(({ name }) => name === 'Acme Shop') ?? applications.items[0])?.id,
    person: people.items[0]?.id,
    team: team?.id,
    serviceAccount: account?.id,
    request: requests.items[0]?.id,
    promotion: promotions.items[0]?.id,
    identityProvider: provider.id,
    endUser: endUser.id,
    webhook: webhook.id,
    role: role.id,
    campaign: campaign.id,
    keyImport: keyImport?.id ?? undefined,
  }
}

/** An open review of what the demo's applications may call. */
async function oneCampaign(call: Call) {
  const draft = await call(createCampaign, {
    name: 'Who still needs the Orders API',
    description: 'Before the price list changes we want to know who is there.',
    kinds: ['subscription', 'credential'],
    reviewers: { rule: 'offering' },
    dueAt: new Date(Date.now() + 21 * 86_400_000).toISOString(),
  })
  return call(openCampaign, { campaignId: draft.id }, { ifMatch: draft.etag })
}

/** A key that moved in by its hash, for a new application. */
async function oneImport(call: Call, teamId: Id<'team'>) {
  const stages = await call(listStages, {})
  const stageId = stages.items.find(({ exposure }) => exposure !== 'hidden')?.id
  if (stageId === undefined) return undefined
  const text = `consumer,name,sha256\nOld warehouse,Nightly job,${'ab'.repeat(32)}\nOld warehouse,Broken,123\n`
  return call(importKeys, {
    source: 'csv',
    files: [{ name: 'keys.csv', text }],
    stageId,
    to: { kind: 'team', teamId },
    dryRun: false,
  })
}

/** What the portal's detail pages can show to a developer. */
export async function portalIds(call: Call): Promise<PageIds> {
  const [applications, requests] = await Promise.all([
    call(listMyApplications, { limit: 100 }),
    call(listMyRequests, { limit: 1 }),
  ])
  return {
    application: (applications.items.find(({ name }) => name === 'Acme Shop') ?? applications.items[0])?.id,
    request: requests.items[0]?.id,
  }
}

/** The path with its ids, or undefined when the installation has nothing to show there. */
export function filledPath(path: string, ids: PageIds): string | undefined {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (names.some((name) => ids[name] === undefined)) return undefined
  return path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? '')
}
