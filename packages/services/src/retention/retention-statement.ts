import type { RetentionView } from '@gatehouse/contracts/endpoints/retention'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import { periodText, type RetentionKey, type RetentionPeriods, retentionKinds } from '@gatehouse/contracts/retention'
import type { Db } from '../apis/find-version.ts'

/** The periods that hold: those that were set, else the usual ones. */
export async function readPeriods(db: Pick<Db, 'organization'>): Promise<RetentionPeriods> {
  const row = await db.organization.findFirst({ select: { settings: true } })
  return organizationSettings.parse(row?.settings ?? {}).retention
}

/** Every kind of data with its period, as the console and the portal say it. */
export function statementOf(periods: RetentionPeriods): RetentionView[] {
  return retentionKinds.map((kind): RetentionView => {
    const { key, title, holds, personal, area } = kind
    const shared = { key, title, holds, personal, area }
    if (kind.set === 'event') return { ...shared, days: null, kept: kind.until, bounds: null, why: kind.why }
    if (kind.set === 'fixed')
      return { ...shared, days: kind.days, kept: periodText(kind.days), bounds: null, why: kind.why }
    const days = periods[kind.key satisfies RetentionKey]
    const bounds = { least: kind.least, most: kind.most, usual: kind.days }
    return { ...shared, days, kept: periodText(days), bounds, why: 'note' in kind ? kind.note : null }
  })
}
