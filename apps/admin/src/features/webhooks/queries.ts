import { listWebhookDeliveries, listWebhooks } from '@gatehouse/contracts/endpoints/webhooks'
import { read } from '../../api/read.ts'

export const webhooksRead = () => read(listWebhooks, { limit: 200 })
export const deliveriesRead = (webhook: string, cursor?: string) =>
  read(listWebhookDeliveries, { webhook, limit: 25, ...(cursor === undefined ? {} : { cursor }) })
