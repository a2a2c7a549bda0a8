import * as endpoints from '@gatehouse/contracts/endpoints/sign-in'
import { signInWithPassword } from '@gatehouse/services/account/password-sign-in'
import { type Route, route } from '../route.ts'

export const signInRoutes: readonly Route[] = [route({ endpoint: endpoints.signIn, verb: signInWithPassword })]
