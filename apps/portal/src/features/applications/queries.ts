import {
  getMyApplication,
  listMyApplications,
  listMyCredentials,
  listMyScopes,
  listMyStages,
  listMyTeams,
} from '@gatehouse/contracts/endpoints/my-applications'
import { getMyIssuer } from '@gatehouse/contracts/endpoints/oauth-clients'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const applicationsRead = (cursor?: string | null) =>
  read(listMyApplications, { limit: 50, ...(cursor ? { cursor } : {}) })
export const applicationRead = (id: string) => read(getMyApplication, { applicationId: id as Id<'application'> })
export const keysRead = (id: string) => read(listMyCredentials, { applicationId: id as Id<'application'>, limit: 100 })
export const scopesRead = (id: string) => read(listMyScopes, { applicationId: id as Id<'application'> })
export const stagesRead = () => read(listMyStages, {})
export const teamsRead = () => read(listMyTeams, {})
export const issuerRead = () => read(getMyIssuer, {})
