import type { ApiItem } from '@gatehouse/contracts/endpoints/apis'
import type { Db } from './find-version.ts'
import type { VersionAlarms } from './version-alarms.ts'

type Flag = ApiItem['flags'][number]

/** Teams whose owners are all gone or switched off. */
export async function teamsWithoutOwner(db: Db, teamIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.teamMember.findMany({
    where: { teamId: { in: [...teamIds] }, role: 'owner', person: { deactivatedAt: null } },
    select: { teamId: true },
  })
  const owned = new Set(rows.map(({ teamId }) => teamId))
  return new Set(teamIds.filter((id) => !owned.has(id)))
}

/** What is wrong with an API, each with the page that mends it. Pure. */
export function flagsOf(api: {
  unowned: boolean
  teamName: string
  contactEmail: string | null
  behind: readonly string[]
  refused: readonly string[]
  undeployed: readonly string[]
  /** By version. */
  alarms: readonly { version: string; alarms: VersionAlarms }[]
}): Flag[] {
  const flags: Flag[] = []
  if (api.unowned)
    flags.push({ flag: 'unowned', sentence: `Team ${api.teamName} has no active owner.`, mend: 'settings' })
  if (api.refused.length > 0)
    flags.push({
      flag: 'unhealthy',
      sentence: `A gateway refuses what was deployed: ${api.refused.join(', ')}.`,
      mend: 'deployments',
    })
  for (const { version, alarms } of api.alarms) {
    const { callersAfterSunset: callers, responseFindings: findings, secrets, certificates, uncalled } = alarms
    if (callers > 0)
      flags.push({
        flag: 'callers-after-sunset',
        sentence: `${version} has ended; ${callers} ${callers === 1 ? 'application still calls' : 'applications still call'} it.`,
        mend: 'lifecycle',
      })
    if (findings > 0)
      flags.push({
        flag: 'response-findings',
        sentence: `${version}: ${findings} ${findings === 1 ? 'answer' : 'answers'} of 7 days broke the contract.`,
        mend: 'traffic/findings',
      })
    if (secrets.length > 0)
      flags.push({ flag: 'secret-expiring', sentence: `${version}: ${secrets.join('; ')}.`, mend: 'backends' })
    if (certificates.length > 0)
      flags.push({
        flag: 'certificate-expiring',
        sentence: `${version}: ${certificates.join('; ')}.`,
        mend: 'backends',
      })
    if (uncalled) flags.push({ flag: 'no-calls', sentence: `${version}: no call for 90 days.`, mend: 'lifecycle' })
  }
  for (const sentence of api.behind) flags.push({ flag: 'behind', sentence, mend: 'deployments' })
  if (api.undeployed.length > 0)
    flags.push({ flag: 'undeployed-changes', sentence: `Undeployed changes: ${api.undeployed.join(', ')}.`, mend: '' })
  if (api.contactEmail === null)
    flags.push({ flag: 'no-contact', sentence: 'Nobody is named whom developers can write to.', mend: 'settings' })
  return flags
}
