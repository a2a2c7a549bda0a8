import type { WebhookDelivery, WebhookEvent } from '@gatehouse/contracts/endpoints/webhooks'
import type { Tone } from '@gatehouse/ui/tone'

export const eventTexts: Readonly<Record<WebhookEvent, string>> = {
  'promotion.approval-asked': 'A promotion waits for approval',
  'promotion.blocked': 'A promotion is blocked',
  'promotion.ready': 'A promotion is ready',
  'promotion.stale': 'A promotion became stale',
  'promotion.done': 'A promotion is done',
  'promotion.rolled-back': 'A promotion was rolled back',
  'promotion.cancelled': 'A promotion was cancelled',
  'version.deprecated': 'A version is deprecated',
  'version.retired': 'A version is retired',
  'audit.entry': 'Anything stands in the audit log',
}

export const deliveryLooks: Readonly<Record<WebhookDelivery['state'], { word: string; tone: Tone }>> = {
  waiting: { word: 'Waiting', tone: 'info' },
  delivered: { word: 'Delivered', tone: 'ok' },
  failed: { word: 'Failed', tone: 'bad' },
}
