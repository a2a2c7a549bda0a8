import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import {
  getApplication,
  listApplicationCredentials,
  listApplications,
  listSubscriptions,
} from '@gatehouse/contracts/endpoints/applications'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const applicationsRead = (filters: EndpointInput<typeof listApplications> = {}) =>
  read(listApplications, filters)
export const applicationRead = (id: string) => read(getApplication, { applicationId: id as Id<'application'> })
export const credentialsRead = (id: string) =>
  read(listApplicationCredentials, { applicationId: id as Id<'application'>, limit: 100 })
export const subscriptionsRead = (filters: EndpointInput<typeof listSubscriptions> = {}) =>
  read(listSubscriptions, filters)
/** What waits for a decision, for the count in the frame. */
export const waitingRead = () => read(listSubscriptions, { state: 'pending', limit: 20 })
