import * as endpoints from '@gatehouse/contracts/endpoints/deprecations'
import * as moves from '@gatehouse/contracts/endpoints/subscriber-moves'
import { announceDeprecation, remindOwners } from '@gatehouse/services/deprecation/announce-deprecation'
import { cancelDeprecation } from '@gatehouse/services/deprecation/cancel-deprecation'
import { endExtension, extendSunset } from '@gatehouse/services/deprecation/extensions'
import { getDeprecation } from '@gatehouse/services/deprecation/get-deprecation'
import { moveSubscribers, previewMove } from '@gatehouse/services/deprecation/move-subscribers'
import { previewDeprecation } from '@gatehouse/services/deprecation/preview-deprecation'
import { putDeprecation } from '@gatehouse/services/deprecation/put-deprecation'
import { undoSubscriberMove } from '@gatehouse/services/deprecation/undo-move'
import { type Route, route } from '../route.ts'

export const deprecationRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getDeprecation, verb: getDeprecation }),
  route({ endpoint: endpoints.previewDeprecation, verb: previewDeprecation }),
  route({ endpoint: endpoints.putDeprecation, verb: putDeprecation }),
  route({ endpoint: endpoints.cancelDeprecation, verb: cancelDeprecation }),
  route({ endpoint: endpoints.announceDeprecation, verb: announceDeprecation }),
  route({ endpoint: endpoints.remindOwners, verb: remindOwners }),
  route({ endpoint: endpoints.extendSunset, verb: extendSunset }),
  route({ endpoint: endpoints.endExtension, verb: endExtension }),
  route({ endpoint: moves.previewSubscriberMove, verb: previewMove }),
  route({ endpoint: moves.moveSubscribers, verb: moveSubscribers }),
  route({ endpoint: moves.undoSubscriberMove, verb: undoSubscriberMove }),
]
