import * as endpoints from '@gatehouse/contracts/endpoints/account-security'
import { changeEmail, confirmEmail, undoEmail } from '@gatehouse/services/account/change-email'
import { endAllSessions } from '@gatehouse/services/account/end-all-sessions'
import * as finish from '@gatehouse/services/account/finish-sign-in'
import { getSecurity } from '@gatehouse/services/account/get-security'
import { giveProof, requestPasskeyProof } from '@gatehouse/services/account/give-proof'
import * as factors from '@gatehouse/services/account/manage-factors'
import { type Route, route } from '../route.ts'

export const accountSecurityRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getSecurity, verb: getSecurity }),
  route({ endpoint: endpoints.requestProof, verb: requestPasskeyProof }),
  route({ endpoint: endpoints.giveProof, verb: giveProof }),
  route({ endpoint: endpoints.beginTotp, verb: factors.beginTotp }),
  route({ endpoint: endpoints.confirmTotp, verb: factors.confirmTotp }),
  route({ endpoint: endpoints.removeTotp, verb: factors.removeTotp }),
  route({ endpoint: endpoints.beginPasskey, verb: factors.beginPasskey }),
  route({ endpoint: endpoints.addPasskey, verb: factors.addPasskey }),
  route({ endpoint: endpoints.renamePasskey, verb: factors.renamePasskey }),
  route({ endpoint: endpoints.removePasskey, verb: factors.removePasskey }),
  route({ endpoint: endpoints.renewRecoveryCodes, verb: factors.renewRecoveryCodes }),
  route({ endpoint: endpoints.endSessions, verb: endAllSessions }),
  route({ endpoint: endpoints.changeEmail, verb: changeEmail }),
  route({ endpoint: endpoints.confirmEmail, verb: confirmEmail }),
  route({ endpoint: endpoints.undoEmail, verb: undoEmail }),
  route({ endpoint: endpoints.giveFactor, verb: finish.giveFactor }),
  route({ endpoint: endpoints.requestPasskey, verb: finish.requestPasskey }),
  route({ endpoint: endpoints.signInWithPasskey, verb: finish.signInWithPasskey }),
  route({ endpoint: endpoints.enrolTotp, verb: finish.enrolTotp }),
  route({ endpoint: endpoints.confirmEnrolTotp, verb: finish.confirmEnrolTotp }),
  route({ endpoint: endpoints.enrolPasskey, verb: finish.enrolPasskey }),
  route({ endpoint: endpoints.confirmEnrolPasskey, verb: finish.confirmEnrolPasskey }),
]
