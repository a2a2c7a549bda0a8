import { z } from 'zod'
import { endpoint, etag, instant, none, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { callerPauseView } from './pauses.ts'

const tag = 'Teams'
const params = z.strictObject({ teamId: idOf('team') })
const memberParams = params.extend({ personId: idOf('person') })

export const teamName = z.string().trim().min(1).max(80)
export const teamRole = z.enum(['owner', 'admin', 'developer'])

export const teamSummary = z.strictObject({
  id: idOf('team'),
  name: z.string(),
  /** The silent team that every developer has. */
  personal: z.boolean(),
  state: z.enum(['active', 'suspended']),
  memberCount: z.number().int(),
  apiCount: z.number().int(),
  applicationCount: z.number().int(),
  createdAt: instant,
  etag,
})
export type TeamSummary = z.infer<typeof teamSummary>

export const teamMemberView = z.strictObject({
  personId: idOf('person'),
  /** Null where the reader may not see persons. */
  name: z.string().nullable(),
  email: z.string().nullable(),
  role: teamRole,
  since: instant,
  /** Groups of a directory give this place, and take it again. */
  fromGroups: z.boolean(),
})

export const teamView = teamSummary.extend({
  members: z.array(teamMemberView),
  /** Running ones. */
  pauses: z.array(callerPauseView),
})
export type TeamView = z.infer<typeof teamView>

export const listTeams = endpoint({
  id: 'teams.list',
  method: 'GET',
  path: '/teams',
  tag,
  summary: 'Teams, newest first',
  audience: 'management',
  permission: 'team.read',
  query: pageQuery.extend({
    q: z.string().trim().min(1).max(100).optional(),
    /** Personal teams are left out unless asked for. */
    personal: z.enum(['true', 'false']).default('false'),
  }),
  response: pageOf(teamSummary),
})

export const createTeam = endpoint({
  id: 'teams.create',
  method: 'POST',
  path: '/teams',
  tag,
  summary: 'Create a team',
  audience: 'management',
  permission: 'team.manage',
  body: z.strictObject({ name: teamName, ownerId: idOf('person').optional() }),
  response: teamView,
  status: 201,
  etag: 'sent',
})

export const getTeam = endpoint({
  id: 'teams.get',
  method: 'GET',
  path: '/teams/{teamId}',
  tag,
  summary: 'One team with its members',
  audience: 'management',
  permission: 'team.read',
  params,
  response: teamView,
  etag: 'sent',
})

export const updateTeam = endpoint({
  id: 'teams.update',
  method: 'PATCH',
  path: '/teams/{teamId}',
  tag,
  summary: 'Rename a team',
  audience: 'management',
  permission: 'team.manage',
  params,
  body: z.strictObject({ name: teamName }),
  response: teamView,
  etag: 'required',
})

export const addTeamMember = endpoint({
  id: 'teams.addMember',
  method: 'POST',
  path: '/teams/{teamId}/members',
  tag,
  summary: 'Add a person to a team',
  audience: 'management',
  permission: 'team.manage',
  params,
  body: z.strictObject({ personId: idOf('person'), role: teamRole }),
  response: teamView,
  status: 201,
})

export const changeTeamRole = endpoint({
  id: 'teams.changeRole',
  method: 'PATCH',
  path: '/teams/{teamId}/members/{personId}',
  tag,
  summary: 'Change a person’s role in a team',
  audience: 'management',
  permission: 'team.manage',
  params: memberParams,
  body: z.strictObject({ role: teamRole }),
  response: teamView,
})

export const removeTeamMember = endpoint({
  id: 'teams.removeMember',
  method: 'DELETE',
  path: '/teams/{teamId}/members/{personId}',
  tag,
  summary: 'Take a person out of a team',
  audience: 'management',
  permission: 'team.manage',
  params: memberParams,
  response: none,
  status: 204,
})

export const suspendTeam = endpoint({
  id: 'teams.suspend',
  method: 'POST',
  path: '/teams/{teamId}/suspend',
  tag,
  summary: 'Refuse all calls of a team’s applications',
  audience: 'management',
  permission: 'team.manage',
  params,
  response: teamView,
})

export const resumeTeam = endpoint({
  id: 'teams.resume',
  method: 'POST',
  path: '/teams/{teamId}/resume',
  tag,
  summary: 'Accept a suspended team’s calls again',
  audience: 'management',
  permission: 'team.manage',
  params,
  response: teamView,
})
