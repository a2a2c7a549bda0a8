import { getIdentityProvider, listIdentityProviders } from '@gatehouse/contracts/endpoints/identity-providers'
import { getSignInSettings } from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const providersRead = () => read(listIdentityProviders, { limit: 100 })
export const providerRead = (id: string) =>
  read(getIdentityProvider, { identityProviderId: id as Id<'identityProvider'> })
export const signInSettingsRead = () => read(getSignInSettings, {})
