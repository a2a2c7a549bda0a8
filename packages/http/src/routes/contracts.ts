import * as endpoints from '@gatehouse/contracts/endpoints/contracts'
import * as revisions from '@gatehouse/contracts/endpoints/revisions'
import { discardWorkingCopy } from '@gatehouse/services/contracts/discard-working-copy'
import { addBackend, removeBackend } from '@gatehouse/services/contracts/edit-backends'
import { changesReport, getChanges } from '@gatehouse/services/contracts/get-changes'
import { getOperation } from '@gatehouse/services/contracts/get-operation'
import { getWorkingCopy } from '@gatehouse/services/contracts/get-working-copy'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { importSource, latestImport } from '@gatehouse/services/contracts/latest-import'
import { listOperations } from '@gatehouse/services/contracts/list-operations'
import { getRevision, listRevisions } from '@gatehouse/services/contracts/list-revisions'
import { previewImport } from '@gatehouse/services/contracts/preview-import'
import { putOperationSettings } from '@gatehouse/services/contracts/put-operation-settings'
import { putVersionSettings } from '@gatehouse/services/contracts/put-version-settings'
import { reimport } from '@gatehouse/services/contracts/reimport'
import { type Route, route } from '../route.ts'

export const contractRoutes: readonly Route[] = [
  route({ endpoint: endpoints.previewImport, verb: previewImport }),
  route({ endpoint: endpoints.importApi, verb: importApi }),
  route({ endpoint: endpoints.reimport, verb: reimport }),
  route({ endpoint: endpoints.latestImport, verb: latestImport }),
  route({ endpoint: endpoints.importSourceText, verb: importSource }),
  route({ endpoint: endpoints.getWorkingCopy, verb: getWorkingCopy }),
  route({ endpoint: endpoints.putOperationSettings, verb: putOperationSettings }),
  route({ endpoint: endpoints.putVersionSettings, verb: putVersionSettings }),
  route({ endpoint: endpoints.addBackend, verb: addBackend }),
  route({ endpoint: endpoints.removeBackend, verb: removeBackend }),
  route({ endpoint: endpoints.discardWorkingCopy, verb: discardWorkingCopy }),
  route({ endpoint: endpoints.getChanges, verb: getChanges }),
  route({ endpoint: endpoints.changesReport, verb: changesReport }),
  route({ endpoint: endpoints.listOperations, verb: listOperations }),
  route({ endpoint: endpoints.getOperation, verb: getOperation }),
  route({ endpoint: revisions.listRevisions, verb: listRevisions }),
  route({ endpoint: revisions.getRevision, verb: getRevision }),
]
