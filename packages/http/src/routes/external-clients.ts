import { registerExternalClient as endpoint } from '@gatehouse/contracts/endpoints/external-clients'
import { registerExternalClient } from '@gatehouse/services/identity-providers/register-external-client'
import { type Route, route } from '../route.ts'

export const externalClientRoutes: readonly Route[] = [route({ endpoint, verb: registerExternalClient })]
