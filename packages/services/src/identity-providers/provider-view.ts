import type { IdentityProviderView, ProviderUses } from '@gatehouse/contracts/endpoints/identity-providers'
import { type AnyProviderSettings, type DirectorySync, providerHealth } from '@gatehouse/contracts/identity-providers'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { readSyncStatus } from '../directory/sync/sync-status.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Installation } from '../grammar/installation.ts'
import type { Reader } from '../grammar/query.ts'

const include = {
  _count: { select: { identities: true, people: true, groups: true, tokenRules: true } },
} satisfies Prisma.IdentityProviderInclude
type Row = Prisma.IdentityProviderGetPayload<{ include: typeof include }>

/** Where a provider sends browsers back to, per app; each provider has one of its own, so that no answer can be taken for another's. */
export function returnUrl(installation: Installation, hat: 'member' | 'developer', providerId: string): string {
  return `${hat === 'member' ? installation.adminUrl : installation.portalUrl}/sign-in/return/${providerId}`
}

export function providerAddresses(installation: Installation, providerId: string): IdentityProviderView['addresses'] {
  return {
    console: returnUrl(installation, 'member', providerId),
    portal: returnUrl(installation, 'developer', providerId),
    logout: `${installation.controlUrl}/identity-providers/${providerId}/logout`,
  }
}

/** Views of some or all providers, by name. */
export async function readProviders(
  db: Reader | Transaction,
  ctx: Context,
  find: Pick<Prisma.IdentityProviderFindManyArgs, 'where' | 'take'>,
): Promise<IdentityProviderView[]> {
  const rows = await db.identityProvider.findMany({ ...find, orderBy: { id: 'asc' }, include })
  const where = {
    identityProviderId: { in: rows.map(({ id }) => id) },
    endedAt: null,
    expiresAt: { gt: ctx.now() },
  }
  const open = await Promise.all([
    db.memberSession.groupBy({ by: ['identityProviderId'], where, _count: { _all: true } }),
    db.developerSession.groupBy({ by: ['identityProviderId'], where, _count: { _all: true } }),
  ])
  const sessions = (id: string) =>
    open.flat().reduce((sum, group) => sum + (group.identityProviderId === id ? group._count._all : 0), 0)
  return rows.map((row) => toView(row, ctx, sessions(row.id)))
}

/** One provider's view; throws not_found. */
export async function readProvider(db: Reader | Transaction, ctx: Context, id: string): Promise<IdentityProviderView> {
  const [view] = await readProviders(db, ctx, { where: { id } })
  if (view === undefined) throw notFound()
  return view
}

function toView(row: Row, ctx: Context, sessions: number): IdentityProviderView {
  const sync = readSyncStatus(row.sync)
  const uses: ProviderUses = {
    persons: row._count.identities,
    directoryPersons: row._count.people,
    groups: row._count.groups,
    tokenRules: row._count.tokenRules,
    sessions,
  }
  return {
    id: row.id as Id<'identityProvider'>,
    kind: row.kind,
    name: row.name,
    settings: row.settings as AnyProviderSettings,
    hasSecret: row.sealed !== null,
    enabled: row.enabled,
    signIn: row.signIn,
    subjectClaim: row.subjectClaim,
    health: healthWithSync(healthOf(row.health), sync),
    sync: sync ?? null,
    keys: keysOf(row.keys),
    keysAt: row.keysAt?.toISOString() ?? null,
    addresses: providerAddresses(ctx.installation, row.id),
    uses,
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }
}

/** A directory that answers, but whose sync is held back or fails, is not well. */
function healthWithSync(
  health: IdentityProviderView['health'],
  sync: DirectorySync | undefined,
): IdentityProviderView['health'] {
  const troubled = sync?.state === 'held' || sync?.state === 'failed'
  return troubled && (health.state === 'well' || health.state === 'unknown')
    ? { ...health, state: 'failing', sentence: sync.sentence }
    : health
}

/** Health as stored; a provider that nobody has asked yet is unknown. */
export function healthOf(stored: unknown): IdentityProviderView['health'] {
  return providerHealth.safeParse(stored).data ?? { state: 'unknown', sentence: '' }
}

function keysOf(stored: unknown): IdentityProviderView['keys'] {
  const keys = (stored as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) return []
  return keys.map(({ kid, kty, crv, alg }: Record<string, unknown>) => ({
    id: typeof kid === 'string' ? kid : '',
    type: [kty, alg ?? crv].filter((part) => typeof part === 'string').join(' '),
  }))
}
