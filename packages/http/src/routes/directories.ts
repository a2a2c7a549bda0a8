import * as endpoints from '@gatehouse/contracts/endpoints/directory'
import { addDirectoryGroup, listDirectoryGroups } from '@gatehouse/services/directory/directory-groups'
import { getDirectory } from '@gatehouse/services/directory/get-directory'
import {
  addMapping,
  previewMapping,
  previewUnmapping,
  removeMapping,
} from '@gatehouse/services/directory/group-mappings'
import { linkDirectoryPerson, listDirectoryPersons } from '@gatehouse/services/directory/list-directory-persons'
import { listLocalPersons } from '@gatehouse/services/directory/list-local-persons'
import { listDirectoryMessages } from '@gatehouse/services/directory/list-messages'
import { createScimToken, listScimTokens, revokeScimToken } from '@gatehouse/services/directory/scim-tokens'
import { type Route, route } from '../route.ts'

export const directoryRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getDirectory, verb: getDirectory }),
  route({ endpoint: endpoints.listDirectoryPersons, verb: listDirectoryPersons }),
  route({ endpoint: endpoints.listLocalPersons, verb: listLocalPersons }),
  route({ endpoint: endpoints.linkDirectoryPerson, verb: linkDirectoryPerson }),
  route({ endpoint: endpoints.listDirectoryGroups, verb: listDirectoryGroups }),
  route({ endpoint: endpoints.addDirectoryGroup, verb: addDirectoryGroup }),
  route({ endpoint: endpoints.previewMapping, verb: previewMapping }),
  route({ endpoint: endpoints.addMapping, verb: addMapping }),
  route({ endpoint: endpoints.previewUnmapping, verb: previewUnmapping }),
  route({ endpoint: endpoints.removeMapping, verb: removeMapping }),
  route({ endpoint: endpoints.listDirectoryMessages, verb: listDirectoryMessages }),
  route({ endpoint: endpoints.listScimTokens, verb: listScimTokens }),
  route({ endpoint: endpoints.createScimToken, verb: createScimToken }),
  route({ endpoint: endpoints.revokeScimToken, verb: revokeScimToken }),
]
