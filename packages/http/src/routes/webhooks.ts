import * as endpoints from '@gatehouse/contracts/endpoints/webhooks'
import { listWebhookDeliveries, listWebhooks } from '@gatehouse/services/webhooks/list-webhooks'
import {
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '@gatehouse/services/webhooks/manage-webhooks'
import { redeliver, testWebhook } from '@gatehouse/services/webhooks/redeliver'
import { type Route, route } from '../route.ts'

export const webhookRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listWebhooks, verb: listWebhooks }),
  route({ endpoint: endpoints.createWebhook, verb: createWebhook }),
  route({ endpoint: endpoints.updateWebhook, verb: updateWebhook }),
  route({ endpoint: endpoints.rotateWebhookSecret, verb: rotateWebhookSecret }),
  route({ endpoint: endpoints.deleteWebhook, verb: deleteWebhook }),
  route({ endpoint: endpoints.listWebhookDeliveries, verb: listWebhookDeliveries }),
  route({ endpoint: endpoints.redeliver, verb: redeliver }),
  route({ endpoint: endpoints.testWebhook, verb: testWebhook }),
]
