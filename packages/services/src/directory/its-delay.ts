import type { DirectoryView } from '@gatehouse/contracts/endpoints/directory'
import { identityProviderSettings } from '@gatehouse/contracts/identity-providers'
import type { Database } from '@gatehouse/db/client'

/** Messages that come this close together are one round of the directory's. */
const roundSeconds = 60
const fewestRounds = 3
const readMessages = 2_000

/**
 * How long a change in a directory waits until it is told here. LDAP is asked in an interval that is set; what pushes does not say when
 * a change was made, so the usual time between its rounds stands in.
 */
export async function itsDelay(
  pool: Database['pool'],
  provider: { id: string; settings: unknown },
): Promise<DirectoryView['itsDelay']> {
  const settings = identityProviderSettings.safeParse(provider.settings)
  if (settings.success && settings.data.kind === 'ldap') {
    const seconds = settings.data.pollSeconds
    return { how: 'interval', seconds, sentence: `It is asked every ${inWords(seconds)}.` }
  }
  const { rows } = await pool.query<{ at: Date }>(
    `SELECT at FROM directory_message WHERE identity_provider_id = $1 AND kind <> 'signed-in' ORDER BY at DESC LIMIT ${readMessages}`,
    [provider.id],
  )
  const gaps = roundGaps(rows.map(({ at }) => at.getTime() / 1000))
  const middle = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)]
  if (gaps.length < fewestRounds || middle === undefined)
    return {
      how: 'unknown',
      seconds: null,
      sentence:
        'It does not say when a change was made there. Entra ID sends changes about every 40 minutes, Okta within seconds.',
    }
  return {
    how: 'observed',
    seconds: Math.round(middle),
    sentence: `It sends about every ${inWords(middle)}; a change there may wait that long.`,
  }
}

/** Seconds between the beginnings of rounds, of instants that fall. */
function roundGaps(instants: readonly number[]): number[] {
  const gaps: number[] = []
  instants.forEach((at, index) => {
    const earlier = instants[index + 1]
    if (earlier !== undefined && at - earlier > roundSeconds) gaps.push(at - earlier)
  })
  return gaps
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} seconds`
  if (seconds < 5_400) return `${Math.round(seconds / 60)} minutes`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} hours` : `${Math.round(seconds / 86_400)} days`
}
