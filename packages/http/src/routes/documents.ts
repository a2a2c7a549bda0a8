import * as endpoints from '@gatehouse/contracts/endpoints/documents'
import { listDocumentKeys } from '@gatehouse/services/signed-documents/document-keys'
import { type Route, route } from '../route.ts'

export const documentRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listDocumentKeys, verb: listDocumentKeys }),
]
