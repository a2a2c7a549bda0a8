import * as endpoints from '@gatehouse/contracts/endpoints/sign-in'
import { signInAnywhere } from '@gatehouse/services/account/sign-in-anywhere'
import { type Route, route } from '../route.ts'

export const signInRoutes: readonly Route[] = [route({ endpoint: endpoints.signIn, verb: signInAnywhere })]
