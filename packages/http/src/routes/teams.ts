import * as pauses from '@gatehouse/contracts/endpoints/pauses'
import * as endpoints from '@gatehouse/contracts/endpoints/teams'
import { addTeamMember } from '@gatehouse/services/teams/add-team-member'
import { changeTeamRole } from '@gatehouse/services/teams/change-team-role'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { getTeam } from '@gatehouse/services/teams/get-team'
import { listTeams } from '@gatehouse/services/teams/list-teams'
import { pauseTeam, resumePausedTeam } from '@gatehouse/services/teams/pause-team'
import { removeTeamMember } from '@gatehouse/services/teams/remove-team-member'
import { resumeTeam } from '@gatehouse/services/teams/resume-team'
import { suspendTeam } from '@gatehouse/services/teams/suspend-team'
import { updateTeam } from '@gatehouse/services/teams/update-team'
import { type Route, route } from '../route.ts'

export const teamRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listTeams, verb: listTeams }),
  route({ endpoint: endpoints.createTeam, verb: createTeam }),
  route({ endpoint: endpoints.getTeam, verb: getTeam }),
  route({ endpoint: endpoints.updateTeam, verb: updateTeam }),
  route({ endpoint: endpoints.addTeamMember, verb: addTeamMember }),
  route({ endpoint: endpoints.changeTeamRole, verb: changeTeamRole }),
  route({ endpoint: endpoints.removeTeamMember, verb: removeTeamMember }),
  route({ endpoint: endpoints.suspendTeam, verb: suspendTeam }),
  route({ endpoint: pauses.pauseTeam, verb: pauseTeam }),
  route({ endpoint: pauses.resumePausedTeam, verb: resumePausedTeam }),
  route({ endpoint: endpoints.resumeTeam, verb: resumeTeam }),
]
