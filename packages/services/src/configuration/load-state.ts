import type { ConfigurationDocument, ConfiguredStage } from '@gatehouse/contracts/configuration'
import type { Permission } from '@gatehouse/contracts/permissions'
import { grantsOf, holds } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'
import { loadRuleset } from '../lint/load-ruleset.ts'
import { loadStageViews } from '../stages/stage-view.ts'
import { type LoadedApi, loadApis, whereVisible } from './load-apis.ts'
import { type LoadedProduct, loadProducts } from './load-products.ts'
import type { Said } from './planning.ts'

export type LoadedStage = { id: string; etag: number; held: string | null; written: Said<ConfiguredStage> }
export type LoadedRole = { id: string; role: string; team?: string; api?: string }
export type LoadedAccount = { id: string; name: string; team: string; roles: LoadedRole[] }

/** What an installation is set to, as far as the reader may see it, with what is needed to change it. */
export type State = {
  organization: { name: string; etag: number }
  teams: { id: string; name: string }[]
  stages: LoadedStage[]
  webhooks: { id: string; etag: number; name: string; url: string; events: string[]; enabled: boolean }[]
  portals: { id: string; slug: string }[]
  roles: { id: string; name: string }[]
  lint: Awaited<ReturnType<typeof loadRuleset>>
  accounts: LoadedAccount[]
  /** Those asked for, with all of it. */
  apis: LoadedApi[]
  /** Every visible one. */
  apiNames: { slug: string; versions: { id: string; name: string }[] }[]
  products: LoadedProduct[]
  /** Kinds that the reader may not read. */
  hidden: ReadonlySet<Kind>
}
export type Kind = Exclude<keyof ConfigurationDocument, 'format' | 'organization'>

const kindPermissions: Readonly<Partial<Record<Kind, Permission>>> = {
  teams: 'team.read',
  stages: 'stage.read',
  webhooks: 'webhook.manage',
  serviceAccounts: 'service-account.read',
}

/** The permission that reading a kind needs. */
export function readPermission(kind: Kind): Permission {
  return kindPermissions[kind] ?? (kind === 'products' ? 'product.read' : 'api.read')
}

export async function loadState(ctx: Context, db: Reader, slugs?: readonly string[]): Promise<State> {
  const visible = grantsOf(ctx.actor, 'api.read')
  const products = grantsOf(ctx.actor, 'product.read')
  const hidden = new Set<Kind>(
    (['teams', 'stages', 'serviceAccounts', 'webhooks'] as const).filter((kind) => !sees(ctx, kind)),
  )
  if (!products.all && products.teamIds.length === 0) hidden.add('products')
  const organization = await db.organization.findFirstOrThrow({ select: { name: true, etag: true } })
  const teams = await db.team.findMany({
    where: { personalOfId: null },
    orderBy: [{ name: 'asc' }, { createdAt: 'asc' }],
    select: { id: true, name: true },
  })
  const webhooks = await db.webhook.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, etag: true, name: true, url: true, events: true, enabled: true },
  })
  const apis = await loadApis(db, slugs === undefined ? { visible } : { visible, slugs }, ctx.now())
  const apiNames = await db.api.findMany({
    where: whereVisible({ visible }),
    select: { slug: true, versions: { select: { id: true, name: true } } },
  })
  return {
    organization,
    teams,
    stages: await loadStages(ctx, db, webhooks),
    webhooks,
    portals: await db.portal.findMany({ select: { id: true, slug: true } }),
    roles: await db.role.findMany({ select: { id: true, name: true } }),
    lint: await loadRuleset(db),
    accounts: hidden.has('serviceAccounts') ? [] : await loadAccounts(db),
    apis,
    apiNames,
    products: hidden.has('products') ? [] : await loadProducts(db, products),
    hidden,
  }
}

function sees({ actor }: Context, kind: Kind): boolean {
  if (actor.kind === 'system') return true
  if (actor.kind !== 'member' && actor.kind !== 'serviceAccount') return false
  return holds(actor.grants, readPermission(kind), {})
}

async function loadStages(ctx: Context, db: Reader, webhooks: State['webhooks']): Promise<LoadedStage[]> {
  const names = new Map(webhooks.map(({ id, name }) => [id, name]))
  return (await loadStageViews(db, ctx.now())).map((view) => ({
    id: view.id,
    etag: view.etag,
    held: view.deleteBlockedBy,
    written: {
      slug: view.slug,
      name: view.name,
      exposure: view.exposure,
      publicName: view.publicName,
      accepts: view.accepts,
      gatewayUrl: view.gatewayUrl,
      staleness: view.staleness,
      freezeWindows: view.freezeWindows,
      gate: view.gate.map((check) =>
        check.check === 'custom' ? { ...check, webhook: names.get(check.webhook) ?? check.webhook } : check,
      ),
      approval: view.approval,
      canary: view.canary,
      recording: view.recording,
    },
  }))
}

async function loadAccounts(db: Reader): Promise<LoadedAccount[]> {
  const rows = await db.serviceAccount.findMany({
    where: { deactivatedAt: null },
    orderBy: [{ team: { name: 'asc' } }, { name: 'asc' }],
    include: {
      team: { select: { name: true } },
      roles: {
        orderBy: { createdAt: 'asc' },
        include: {
          role: { select: { name: true } },
          team: { select: { name: true } },
          api: { select: { slug: true } },
        },
      },
    },
  })
  return rows.map(({ id, name, team, roles }) => ({
    id,
    name,
    team: team.name,
    roles: roles.map((row) => ({
      id: row.id,
      role: row.role.name,
      ...(row.team ? { team: row.team.name } : {}),
      ...(row.api ? { api: row.api.slug } : {}),
    })),
  }))
}
