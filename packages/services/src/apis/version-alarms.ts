import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { Context } from '../grammar/context.ts'
import type { Db } from './find-version.ts'

const dayMs = 86_400_000
const callersWithinMs = 7 * dayMs
const findingsWithinMs = 7 * dayMs
const expiringWithinMs = 30 * dayMs
const uncalledWithinMs = 90 * dayMs

/** What is wrong with a version by itself, with time or with its callers. */
export type VersionAlarms = {
  /** Applications that called after the sunset in the last 7 days, without an extension. */
  callersAfterSunset: number
  /** Answers of the last 7 days that broke the contract. */
  responseFindings: number
  /** Secrets that end within 30 days, or have ended: `token on Production ends in 12 days`. */
  secrets: string[]
  /** The same of certificates that backends show. */
  certificates: string[]
  /** Published and on a stage for 90 days, and not called in any of them. */
  uncalled: boolean
}

/** Alarms of versions, all in a few queries however many there are. */
export async function loadVersionAlarms(
  db: Db,
  ctx: Pick<Context, 'db' | 'now'>,
  versionIds: readonly string[],
): Promise<(versionId: string) => VersionAlarms> {
  const now = ctx.now()
  const store = usageStoreOf(ctx.db.pool)
  const ended = await db.deprecation.findMany({
    where: { versionId: { in: [...versionIds] }, sunsetAt: { lte: now } },
    select: {
      versionId: true,
      sunsetAt: true,
      extensions: { where: { endedAt: null, until: { gt: now } }, select: { applicationId: true } },
    },
  })
  const calls =
    ended.length === 0
      ? []
      : await store.callersOfVersions({
          versionIds: ended.map(({ versionId }) => versionId),
          since: new Date(now.getTime() - callersWithinMs),
        })
  const findings = await store.countResponseFindings({ versionIds, from: new Date(now.getTime() - findingsWithinMs) })
  const secrets = await db.secret.findMany({
    where: { versionId: { in: [...versionIds] }, expiresAt: { lt: new Date(now.getTime() + expiringWithinMs) } },
    orderBy: { expiresAt: 'asc' },
    select: { versionId: true, name: true, expiresAt: true, stage: { select: { name: true } } },
  })
  const certificates = await db.backendCertificate.findMany({
    where: { versionId: { in: [...versionIds] }, expiresAt: { lt: new Date(now.getTime() + expiringWithinMs) } },
    orderBy: { expiresAt: 'asc' },
    select: { versionId: true, backend: true, expiresAt: true, stage: { select: { name: true } } },
  })
  const uncalled = await findUncalled(db, ctx, versionIds)
  return (versionId) => {
    const end = ended.find((one) => one.versionId === versionId)
    const held = new Set(end?.extensions.map(({ applicationId }) => applicationId))
    const late = calls.filter(
      (one) =>
        one.versionId === versionId &&
        !held.has(one.applicationId) &&
        end?.sunsetAt != null &&
        one.lastAt > end.sunsetAt,
    )
    return {
      callersAfterSunset: late.length,
      responseFindings: findings.get(versionId) ?? 0,
      secrets: secrets.flatMap((secret) => {
        if (secret.versionId !== versionId || secret.expiresAt === null) return []
        return [`${secret.name} on ${secret.stage.name} ${endsText(secret.expiresAt, now)}`]
      }),
      certificates: certificates.flatMap((one) =>
        one.versionId !== versionId || one.expiresAt === null
          ? []
          : [`the certificate of ${one.backend} on ${one.stage.name} ${endsText(one.expiresAt, now)}`],
      ),
      uncalled: uncalled.has(versionId),
    }
  }
}

/** Versions that developers could have called for 90 days, and nobody did; by the counts per day, which ingest keeps anyway. */
async function findUncalled(
  db: Db,
  ctx: Pick<Context, 'db' | 'now'>,
  versionIds: readonly string[],
): Promise<Set<string>> {
  const since = new Date(ctx.now().getTime() - uncalledWithinMs)
  const rows = await db.version.findMany({
    where: {
      id: { in: [...versionIds] },
      OR: [{ state: 'published', stateSince: { lte: since } }, { state: 'deprecated' }],
      AND: [{ deployments: { some: { startedAt: { lte: since } } } }, { deployments: { some: { endedAt: null } } }],
    },
    select: { id: true },
  })
  if (rows.length === 0) return new Set()
  const ids = rows.map(({ id }) => id)
  const called = await usageStoreOf(ctx.db.pool).calledVersions({ versionIds: ids, since })
  return new Set(ids.filter((id) => !called.has(id)))
}

/** `ends in 12 days` */
function endsText(at: Date, now: Date): string {
  const days = Math.ceil((at.getTime() - now.getTime()) / dayMs)
  return days <= 0 ? 'has ended' : days === 1 ? 'ends within a day' : `ends in ${days} days`
}
