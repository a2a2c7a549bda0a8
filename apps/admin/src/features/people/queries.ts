import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getPerson, listPeople } from '@gatehouse/contracts/endpoints/people'
import { getRole, listAssignments, listRoles } from '@gatehouse/contracts/endpoints/roles'
import {
  getServiceAccount,
  listManagementKeys,
  listServiceAccounts,
} from '@gatehouse/contracts/endpoints/service-accounts'
import { getTeam, listTeams } from '@gatehouse/contracts/endpoints/teams'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const peopleRead = (filters: EndpointInput<typeof listPeople> = {}) => read(listPeople, filters)
export const personRead = (id: string) => read(getPerson, { personId: id as Id<'person'> })
export const roleRead = (id: string) => read(getRole, { roleId: id as Id<'role'> })
export const rolesRead = () => read(listRoles, {})
export const assignmentsRead = (filters: EndpointInput<typeof listAssignments> = {}) => read(listAssignments, filters)
export const teamsRead = (filters: EndpointInput<typeof listTeams> = {}) => read(listTeams, filters)
export const teamRead = (id: string) => read(getTeam, { teamId: id as Id<'team'> })
export const serviceAccountsRead = (filters: EndpointInput<typeof listServiceAccounts> = {}) =>
  read(listServiceAccounts, filters)
export const serviceAccountRead = (id: string) =>
  read(getServiceAccount, { serviceAccountId: id as Id<'serviceAccount'> })
export const managementKeysRead = (id: string) =>
  read(listManagementKeys, { serviceAccountId: id as Id<'serviceAccount'>, limit: 100 })
