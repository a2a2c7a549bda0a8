import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import {
  getEndUser,
  listEndUserConsents,
  listEndUserGroups,
  listEndUsers,
} from '@gatehouse/contracts/endpoints/end-users'
import { getIssuer, listIssuedTokens, listScopeUses } from '@gatehouse/contracts/endpoints/issuer'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const issuerRead = () => read(getIssuer, {})
export const scopeUsesRead = () => read(listScopeUses, {})
export const tokensRead = (filters: EndpointInput<typeof listIssuedTokens> = {}) => read(listIssuedTokens, filters)
export const endUsersRead = (filters: EndpointInput<typeof listEndUsers> = {}) => read(listEndUsers, filters)
export const endUserRead = (id: string) => read(getEndUser, { endUserId: id as Id<'endUser'> })
export const consentsRead = (id: string) => read(listEndUserConsents, { endUserId: id as Id<'endUser'> })
export const groupsRead = () => read(listEndUserGroups, { limit: 200 })
