import * as endpoints from '@gatehouse/contracts/endpoints/promotions'
import { cancelPromotion } from '@gatehouse/services/promotions/cancel-promotion'
import { commentPromotion } from '@gatehouse/services/promotions/comment-promotion'
import { createPromotion } from '@gatehouse/services/promotions/create-promotion'
import { decidePromotion } from '@gatehouse/services/promotions/decide-promotion'
import { extendCallers } from '@gatehouse/services/promotions/extend-callers'
import { getPromotion, getPromotionReport } from '@gatehouse/services/promotions/get-promotion'
import { listPromotions } from '@gatehouse/services/promotions/list-promotions'
import { notifyOwners, previewNotice } from '@gatehouse/services/promotions/notify-owners'
import { overrideCheck } from '@gatehouse/services/promotions/override-check'
import { rerunCheck } from '@gatehouse/services/promotions/rerun-check'
import { runPromotion } from '@gatehouse/services/promotions/run-promotion'
import { stopPromotion } from '@gatehouse/services/promotions/stop-promotion'
import { listTasks } from '@gatehouse/services/tasks/list-tasks'
import { type Route, route } from '../route.ts'

export const promotionRoutes: readonly Route[] = [
  route({ endpoint: endpoints.createPromotion, verb: createPromotion }),
  route({ endpoint: endpoints.listPromotions, verb: listPromotions }),
  route({ endpoint: endpoints.getPromotion, verb: getPromotion }),
  route({ endpoint: endpoints.getPromotionReport, verb: getPromotionReport }),
  route({ endpoint: endpoints.runPromotion, verb: runPromotion }),
  route({ endpoint: endpoints.decidePromotion, verb: decidePromotion }),
  route({ endpoint: endpoints.overrideCheck, verb: overrideCheck }),
  route({ endpoint: endpoints.rerunCheck, verb: rerunCheck }),
  route({ endpoint: endpoints.cancelPromotion, verb: cancelPromotion }),
  route({ endpoint: endpoints.stopPromotion, verb: stopPromotion }),
  route({ endpoint: endpoints.commentPromotion, verb: commentPromotion }),
  route({ endpoint: endpoints.notifyOwners, verb: notifyOwners }),
  route({ endpoint: endpoints.previewNotice, verb: previewNotice }),
  route({ endpoint: endpoints.extendCallers, verb: extendCallers }),
  route({ endpoint: endpoints.listTasks, verb: listTasks }),
]
