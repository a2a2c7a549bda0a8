import type { ActiveLintWaiver } from '@gatehouse/contracts/lint'
import type { Db } from '../apis/find-version.ts'

/** Waivers of a version that nobody ended; whether they still hold is decided by the clock, in `settle`. */
export async function activeWaivers(db: Db, versionId: string): Promise<ActiveLintWaiver[]> {
  const rows = await db.lintWaiver.findMany({ where: { versionId, endedAt: null }, orderBy: { id: 'asc' } })
  return rows.map(({ id, rule, pointer, expiresAt }) => ({ id, rule, pointer, expiresAt: expiresAt.getTime() }))
}
