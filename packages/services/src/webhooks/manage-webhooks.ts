import {
  createWebhook as createEndpoint,
  deleteWebhook as deleteEndpoint,
  rotateWebhookSecret as rotateEndpoint,
  updateWebhook as updateEndpoint,
} from '@gatehouse/contracts/endpoints/webhooks'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { sealText } from '../grammar/installation.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { webhookPurpose } from './send-message.ts'
import { newWebhookSecret } from './sign-message.ts'
import { loadWebhookView } from './webhook-view.ts'

const overlapMs = 86_400_000

async function requireWebhook(tx: Transaction, id: string) {
  const row = await tx.webhook.findUnique({ where: { id } })
  if (!row) throw notFound()
  return row
}

/** Creates a webhook. Its secret is in this answer only. */
export const createWebhook = verb({
  name: 'webhook.create',
  allowed: { permission: 'webhook.manage' },
  input: createEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    assertNoSignIn(input.url)
    const id = newId('webhook')
    const secret = newWebhookSecret()
    const sealed = sealText(ctx.installation, `${webhookPurpose} ${id}`, secret)
    await tx.webhook.create({ data: { id, ...input, sealed, createdAt: ctx.now() } })
    return { webhook: await loadWebhookView(tx, id, ctx.now()), secret }
  },
  audit: ({ result: { webhook } }) => ({
    target: { kind: 'webhook', id: webhook.id },
    after: { host: new URL(webhook.url).host, events: webhook.events },
  }),
})

/** Changes a webhook; where checks ask it, promotions that it judged are looked at again. */
export const updateWebhook = verb({
  name: 'webhook.update',
  allowed: { permission: 'webhook.manage' },
  input: updateEndpoint.params.extend(updateEndpoint.body.shape),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const row = await requireWebhook(tx, input.webhook)
    checkEtag(row.etag, ifMatch)
    const { webhook: _, ...fields } = input
    if (fields.url !== undefined) assertNoSignIn(fields.url)
    const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    await tx.webhook.update({ where: { id: row.id, etag: row.etag }, data: { ...data, etag: { increment: 1 } } })
    await wakePromotions(tx, { checks: { some: { check: { startsWith: 'custom:' } } } }, ctx.now())
    return loadWebhookView(tx, row.id, ctx.now())
  },
  audit: ({ result }) => ({
    target: { kind: 'webhook', id: result.id },
    after: { host: new URL(result.url).host, events: result.events, enabled: result.enabled },
  }),
})

/** Gives a webhook a new secret, shown in this answer only. For a day the former one signs, too. */
export const rotateWebhookSecret = verb({
  name: 'webhook.rotate',
  allowed: { permission: 'webhook.manage' },
  input: rotateEndpoint.params,
  run: async ({ ctx, tx, input }) => {
    const row = await requireWebhook(tx, input.webhook)
    const secret = newWebhookSecret()
    await tx.webhook.update({
      where: { id: row.id, etag: row.etag },
      data: {
        sealed: sealText(ctx.installation, `${webhookPurpose} ${row.id}`, secret),
        previousSealed: row.sealed,
        previousUntil: new Date(ctx.now().getTime() + overlapMs),
        etag: { increment: 1 },
      },
    })
    return { webhook: await loadWebhookView(tx, row.id, ctx.now()), secret }
  },
  audit: ({ result: { webhook } }) => ({
    target: { kind: 'webhook', id: webhook.id },
    after: { rotated: true, formerUntil: webhook.formerSecretUntil },
  }),
})

/** Deletes a webhook that no gate asks, with what was sent to it. */
export const deleteWebhook = verb({
  name: 'webhook.delete',
  allowed: { permission: 'webhook.manage' },
  input: deleteEndpoint.params,
  run: async ({ ctx, tx, input }) => {
    const view = await loadWebhookView(tx, input.webhook, ctx.now())
    const [asks] = view.checks
    if (asks)
      throw new DomainError(
        'not_possible',
        `The gate of ${asks.stage} asks it (“${asks.check}”): take that check away first.`,
      )
    await tx.webhookDelivery.deleteMany({ where: { webhookId: view.id } })
    await tx.webhook.delete({ where: { id: view.id } })
    return view
  },
  audit: ({ result }) => ({ target: { kind: 'webhook', id: result.id }, before: { host: new URL(result.url).host } }),
  answer: () => ({ deleted: true as const }),
})

function assertNoSignIn(url: string): void {
  const { username, password } = new URL(url)
  if (username !== '' || password !== '')
    throw new DomainError('invalid_input', 'The address must have no user name or password in it.', {
      errors: [{ in: 'body', pointer: '/url', rule: 'address', expected: 'no user name or password' }],
    })
}
