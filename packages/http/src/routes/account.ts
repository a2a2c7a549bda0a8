import * as endpoints from '@gatehouse/contracts/endpoints/account'
import { acceptInvitation } from '@gatehouse/services/account/accept-invitation'
import { changePassword } from '@gatehouse/services/account/change-password'
import { endSession } from '@gatehouse/services/account/end-session'
import { getAccount } from '@gatehouse/services/account/get-account'
import { listSessions } from '@gatehouse/services/account/list-sessions'
import { readInvitation } from '@gatehouse/services/account/read-invitation'
import { requestPasswordReset } from '@gatehouse/services/account/request-password-reset'
import { resendVerification } from '@gatehouse/services/account/resend-verification'
import { resetPassword } from '@gatehouse/services/account/reset-password'
import { signUp } from '@gatehouse/services/account/sign-up'
import { updateAccount } from '@gatehouse/services/account/update-account'
import { verifyEmail } from '@gatehouse/services/account/verify-email'
import { type Route, route } from '../route.ts'

export const accountRoutes: readonly Route[] = [
  route({ endpoint: endpoints.signUp, verb: signUp }),
  route({ endpoint: endpoints.verifyEmail, verb: verifyEmail }),
  route({ endpoint: endpoints.resendVerification, verb: resendVerification }),
  route({ endpoint: endpoints.requestPasswordReset, verb: requestPasswordReset }),
  route({ endpoint: endpoints.resetPassword, verb: resetPassword }),
  route({ endpoint: endpoints.readInvitation, verb: readInvitation }),
  route({ endpoint: endpoints.acceptInvitation, verb: acceptInvitation }),
  route({ endpoint: endpoints.getAccount, verb: getAccount }),
  route({ endpoint: endpoints.updateAccount, verb: updateAccount }),
  route({ endpoint: endpoints.changePassword, verb: changePassword }),
  route({ endpoint: endpoints.listSessions, verb: listSessions }),
  route({ endpoint: endpoints.endSession, verb: endSession }),
]
