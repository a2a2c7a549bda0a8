import type { Call } from '@gatehouse/contracts/client'
import { listTeams } from '@gatehouse/contracts/endpoints/teams'
import { CommandFailure } from './command.ts'

/** The id of a team by its name or id. */
export async function findTeam(call: Call, team: string): Promise<string> {
  if (/^team_[0-9a-f]{32}$/.test(team)) return team
  const { items } = await call(listTeams, { q: team })
  const found = items.find(({ name }) => name.toLowerCase() === team.toLowerCase())
  if (!found) throw new CommandFailure(`There is no team "${team}", or the key may not see it.`)
  return found.id
}
