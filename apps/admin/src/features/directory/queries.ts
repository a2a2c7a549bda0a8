import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import {
  getDirectory,
  listDirectoryGroups,
  listDirectoryMessages,
  listDirectoryPersons,
  listLocalPersons,
  listScimTokens,
  previewMapping,
  previewUnmapping,
} from '@gatehouse/contracts/endpoints/directory'
import { getIdentityProvider, listIdentityProviders } from '@gatehouse/contracts/endpoints/identity-providers'
import { getSeenCredentialRule, listRotationTasks } from '@gatehouse/contracts/endpoints/rotation-tasks'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

type Of<E extends Parameters<typeof read>[0]> = Omit<EndpointInput<E>, 'identityProviderId'>

const provider = (id: string) => ({ identityProviderId: id as Id<'identityProvider'> })

export const directoriesRead = () => read(listIdentityProviders, { limit: 100 })
export const providerRead = (id: string) => read(getIdentityProvider, provider(id))
export const directoryRead = (id: string) => read(getDirectory, provider(id))
export const directoryPersonsRead = (id: string, filters: Of<typeof listDirectoryPersons> = {}) =>
  read(listDirectoryPersons, { ...provider(id), ...filters })
export const localPersonsRead = (id: string, filters: Of<typeof listLocalPersons> = {}) =>
  read(listLocalPersons, { ...provider(id), ...filters })
export const directoryGroupsRead = (id: string, filters: Of<typeof listDirectoryGroups> = {}) =>
  read(listDirectoryGroups, { ...provider(id), ...filters })
export const directoryMessagesRead = (id: string, filters: Of<typeof listDirectoryMessages> = {}) =>
  read(listDirectoryMessages, { ...provider(id), ...filters })
export const scimTokensRead = (id: string) => read(listScimTokens, { ...provider(id), limit: 50 })
export const mappingEffectRead = (input: EndpointInput<typeof previewMapping>) => read(previewMapping, input)
export const unmappingEffectRead = (input: EndpointInput<typeof previewUnmapping>) => read(previewUnmapping, input)
export const rotationTasksRead = (filters: EndpointInput<typeof listRotationTasks> = {}) =>
  read(listRotationTasks, filters)
export const seenCredentialRuleRead = () => read(getSeenCredentialRule, {})
