import {
  createWebhook as createEndpoint,
  deleteWebhook as deleteEndpoint,
  rotateWebhookSecret as rotateEndpoint,
  updateWebhook as updateEndpoint,
  type WebhookView,
} from '@gatehouse/contracts/endpoints/webhooks'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { headOf } from '../audit-sinks/sink-view.ts'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { sealText } from '../grammar/installation.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { webhookPurpose } from './send-message.ts'
import { newWebhookSecret } from './sign-message.ts'
import { auditEvent, loadWebhookView } from './webhook-view.ts'

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
    assertMayTellAudit(ctx, input.events)
    const id = newId('webhook')
    const secret = newWebhookSecret()
    const sealed = sealText(ctx.installation, `${webhookPurpose} ${id}`, secret)
    await tx.webhook.create({
      data: { id, ...input, sealed, createdAt: ctx.now(), ...(await auditStart(tx, input.events)) },
    })
    return { webhook: await loadWebhookView(tx, id, ctx.now()), secret }
  },
  audit: ({ result: { webhook } }) => ({
    target: { kind: 'webhook', id: webhook.id },
    after: { host: new URL(webhook.url).host, events: webhook.events, auditFilter: webhook.auditFilter },
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
    const before = await loadWebhookView(tx, row.id, ctx.now())
    const { webhook: _, ...fields } = input
    // Whoever may not send the log anywhere must not lead it elsewhere either.
    assertMayTellAudit(ctx, [...row.events, ...(fields.events ?? [])])
    if (fields.url !== undefined) assertNoSignIn(fields.url)
    const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    await tx.webhook.update({
      where: { id: row.id, etag: row.etag },
      data: {
        ...data,
        ...(row.events.includes(auditEvent) ? {} : await auditStart(tx, fields.events ?? [])),
        etag: { increment: 1 },
      },
    })
    await wakePromotions(tx, { checks: { some: { check: { startsWith: 'custom:' } } } }, ctx.now())
    return { before, view: await loadWebhookView(tx, row.id, ctx.now()) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'webhook', id: view.id },
    before: settingsOf(before),
    after: settingsOf(view),
  }),
  answer: ({ view }) => view,
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

/** Where it sends and of what it is told, as the log says it: addresses can hold secrets, hosts do not. */
const settingsOf = ({ url, events, auditFilter, enabled }: WebhookView) => ({
  host: new URL(url).host,
  events,
  auditFilter,
  enabled,
})

/** A webhook that is told of the log is one more way for it to leave the house. */
function assertMayTellAudit(ctx: Context, events: readonly string[]): void {
  if (!events.includes(auditEvent) || grantsOf(ctx.actor, 'audit.manage').all) return
  throw new DomainError('forbidden', 'Telling a webhook of the audit log needs the permission audit.manage.')
}

/** It is told of what comes from now on. */
async function auditStart(tx: Transaction, events: readonly string[]): Promise<{ auditPosition?: bigint }> {
  return events.includes(auditEvent) ? { auditPosition: await headOf(tx) } : {}
}

function assertNoSignIn(url: string): void {
  const { username, password } = new URL(url)
  if (username !== '' || password !== '')
    throw new DomainError('invalid_input', 'The address must have no user name or password in it.', {
      errors: [{ in: 'body', pointer: '/url', rule: 'address', expected: 'no user name or password' }],
    })
}
