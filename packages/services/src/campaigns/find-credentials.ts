import type { Prisma } from '@gatehouse/db/client'
import { dayMs, dayText, type Gather, mostItems } from './found-item.ts'
import { applicationSelect, holderOfApplication, ownerHints, ownersOf } from './holding-application.ts'

const longMs = 365 * dayMs
const manyScopes = 5

const include = {
  stage: { select: { id: true, name: true, publicName: true, exposure: true } },
  application: {
    select: {
      ...applicationSelect,
      subscriptions: {
        where: { state: { in: ['active', 'suspended'] } },
        select: {
          productId: true,
          product: {
            select: { name: true, teamId: true, items: { select: { version: { select: { apiId: true } } } } },
          },
        },
      },
    },
  },
} satisfies Prisma.CredentialInclude
type Row = Prisma.CredentialGetPayload<{ include: typeof include }>

/** Keys, or OAuth clients, that are good now. */
export function findCredentials(kind: 'credential' | 'client'): Gather {
  return async (db, ctx, scope) => {
    const now = ctx.now()
    const product: Prisma.ProductWhereInput[] = [
      ...(scope.apiIds ? [{ items: { some: { version: { apiId: { in: [...scope.apiIds] } } } } }] : []),
      ...(scope.productIds ? [{ id: { in: [...scope.productIds] } }] : []),
    ]
    const rows = await db.credential.findMany({
      where: {
        kind: kind === 'client' ? { in: ['client', 'external'] } : 'key',
        revokedAt: null,
        AND: [
          { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
          { OR: [{ overlapUntil: null }, { overlapUntil: { gt: now } }] },
        ],
        application: {
          deletedAt: null,
          ...(scope.teamIds ? { teamId: { in: [...scope.teamIds] } } : {}),
          ...(product.length > 0
            ? { subscriptions: { some: { state: { in: ['active', 'suspended'] }, product: { AND: product } } } }
            : {}),
        },
        ...(scope.stageIds ? { stageId: { in: [...scope.stageIds] } } : {}),
      },
      orderBy: [{ applicationId: 'asc' }, { id: 'asc' }],
      take: mostItems + 1,
      include,
    })
    return rows.map((row) => {
      const { application, stage } = row
      const what = titleOf(row)
      return {
        kind,
        subjectId: row.id,
        holder: holderOfApplication(application),
        what,
        facts: [
          { label: 'Stage', value: stage.publicName ?? stage.name },
          { label: 'Scopes', value: row.scopes.length === 0 ? 'not narrowed' : row.scopes.join(', ') },
          { label: 'Addresses', value: row.ipRanges.length === 0 ? 'from anywhere' : row.ipRanges.join(', ') },
          { label: 'Ends', value: row.expiresAt === null ? 'never' : dayText(row.expiresAt) },
          {
            label: 'Opens',
            value: application.subscriptions.map((one) => one.product.name).join(', ') || 'nothing now',
          },
        ],
        since: row.createdAt,
        lastUsedAt: row.lastUsedAt,
        hints: [...ownerHints(application), ...ownHints(row, now)],
        reason: `${what} of ${application.name} is good since ${dayText(row.createdAt)}.`,
        refs: { applicationId: application.id, productId: null, stageId: stage.id, teamId: application.teamId },
        offeringTeamIds: [...new Set(application.subscriptions.map((one) => one.product.teamId))],
        apiIds: [
          ...new Set(application.subscriptions.flatMap((one) => one.product.items.map(({ version }) => version.apiId))),
        ],
        ownerIds: ownersOf(application),
        countedBy: { by: 'credential' as const, credentialId: row.id, applicationId: application.id },
      }
    })
  }
}

function titleOf(row: Row): string {
  const what = row.kind === 'key' ? 'Key' : row.kind === 'client' ? 'OAuth client' : 'External client'
  const mark = row.last4 === '' ? '' : ` …${row.last4}`
  return `${what} “${row.name}”${mark} on ${row.stage.publicName ?? row.stage.name}`
}

function ownHints(row: Row, now: Date) {
  const live = row.stage.exposure === 'live'
  const old = now.getTime() - row.createdAt.getTime() > longMs
  return [
    ...(row.scopes.length >= manyScopes
      ? [{ code: 'wide-scope' as const, text: `Has ${row.scopes.length} scopes.` }]
      : live && row.scopes.length === 0 && row.ipRanges.length === 0
        ? [{ code: 'wide-scope' as const, text: 'Narrowed by neither scopes nor addresses.' }]
        : []),
    ...(old && row.expiresAt === null
      ? [{ code: 'no-expiry' as const, text: 'Older than a year, and never ends.' }]
      : []),
    ...(row.suspendedAt === null ? [] : [{ code: 'suspended' as const, text: 'Suspended already.' }]),
  ]
}
