import * as endpoints from '@gatehouse/contracts/endpoints/applications'
import * as keyImports from '@gatehouse/contracts/endpoints/key-imports'
import * as mine from '@gatehouse/contracts/endpoints/my-applications'
import * as pauses from '@gatehouse/contracts/endpoints/pauses'
import {
  getApplication,
  listApplications,
  resumeApplication,
  suspendApplication,
} from '@gatehouse/services/applications/manage-applications'
import {
  createMyApplication,
  deleteMyApplication,
  getMyApplication,
  listMyApplications,
  updateMyApplication,
} from '@gatehouse/services/applications/my-applications'
import { pauseApplication, resumePausedApplication } from '@gatehouse/services/applications/pause-application'
import { createCredential, createMyCredential } from '@gatehouse/services/credentials/create-credential'
import { listMyScopes } from '@gatehouse/services/credentials/list-my-scopes'
import {
  getCredential,
  getMyCredential,
  listApplicationCredentials,
  listMyCredentials,
} from '@gatehouse/services/credentials/read-credentials'
import { revokeCredential, revokeMyCredential } from '@gatehouse/services/credentials/revoke-credential'
import { rotateCredential, rotateMyCredential } from '@gatehouse/services/credentials/rotate-credential'
import { updateCredential, updateMyCredential } from '@gatehouse/services/credentials/update-credential'
import { importKeys } from '@gatehouse/services/key-imports/import-keys'
import { previewKeyFile } from '@gatehouse/services/key-imports/preview-key-file'
import { getKeyImport, listKeyImportRecords, listKeyImports } from '@gatehouse/services/key-imports/read-key-imports'
import { listMyStages } from '@gatehouse/services/portal/list-my-stages'
import { listMyTeams } from '@gatehouse/services/portal/list-my-teams'
import { cancelMySubscription, changeMyPlan } from '@gatehouse/services/subscriptions/change-my-subscription'
import {
  closeSubscription,
  decideSubscription,
  resumeSubscription,
  suspendSubscription,
} from '@gatehouse/services/subscriptions/decide-subscription'
import { listSubscriptions } from '@gatehouse/services/subscriptions/list-subscriptions'
import { requestMyAccess } from '@gatehouse/services/subscriptions/request-my-access'
import { type Route, route } from '../route.ts'

export const applicationRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listApplications, verb: listApplications }),
  route({ endpoint: endpoints.getApplication, verb: getApplication }),
  route({ endpoint: endpoints.listApplicationCredentials, verb: listApplicationCredentials }),
  route({ endpoint: endpoints.suspendApplication, verb: suspendApplication }),
  route({ endpoint: pauses.pauseApplication, verb: pauseApplication }),
  route({ endpoint: pauses.resumePausedApplication, verb: resumePausedApplication }),
  route({ endpoint: endpoints.resumeApplication, verb: resumeApplication }),
  route({ endpoint: endpoints.createCredential, verb: createCredential }),
  route({ endpoint: endpoints.rotateCredential, verb: rotateCredential }),
  route({ endpoint: endpoints.updateCredential, verb: updateCredential }),
  route({ endpoint: endpoints.revokeCredential, verb: revokeCredential }),
  route({ endpoint: endpoints.getCredential, verb: getCredential }),
  route({ endpoint: keyImports.readKeyFile, verb: previewKeyFile }),
  route({ endpoint: keyImports.importKeys, verb: importKeys }),
  route({ endpoint: keyImports.listKeyImports, verb: listKeyImports }),
  route({ endpoint: keyImports.getKeyImport, verb: getKeyImport }),
  route({ endpoint: keyImports.listKeyImportRecords, verb: listKeyImportRecords }),
  route({ endpoint: endpoints.listSubscriptions, verb: listSubscriptions }),
  route({ endpoint: endpoints.decideSubscription, verb: decideSubscription }),
  route({ endpoint: endpoints.suspendSubscription, verb: suspendSubscription }),
  route({ endpoint: endpoints.resumeSubscription, verb: resumeSubscription }),
  route({ endpoint: endpoints.closeSubscription, verb: closeSubscription }),
  route({ endpoint: mine.listMyTeams, verb: listMyTeams }),
  route({ endpoint: mine.listMyApplications, verb: listMyApplications }),
  route({ endpoint: mine.createMyApplication, verb: createMyApplication }),
  route({ endpoint: mine.getMyApplication, verb: getMyApplication }),
  route({ endpoint: mine.updateMyApplication, verb: updateMyApplication }),
  route({ endpoint: mine.deleteMyApplication, verb: deleteMyApplication }),
  route({ endpoint: mine.requestMyAccess, verb: requestMyAccess }),
  route({ endpoint: mine.changeMyPlan, verb: changeMyPlan }),
  route({ endpoint: mine.cancelMySubscription, verb: cancelMySubscription }),
  route({ endpoint: mine.listMyStages, verb: listMyStages }),
  route({ endpoint: mine.listMyScopes, verb: listMyScopes }),
  route({ endpoint: mine.listMyCredentials, verb: listMyCredentials }),
  route({ endpoint: mine.createMyCredential, verb: createMyCredential }),
  route({ endpoint: mine.rotateMyCredential, verb: rotateMyCredential }),
  route({ endpoint: mine.updateMyCredential, verb: updateMyCredential }),
  route({ endpoint: mine.revokeMyCredential, verb: revokeMyCredential }),
  route({ endpoint: mine.getMyCredential, verb: getMyCredential }),
]
