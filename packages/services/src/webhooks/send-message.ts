import { type GuardedFailure, guardedFetch } from '@gatehouse/net/guarded-fetch'
import type { Context } from '../grammar/context.ts'
import { openText } from '../grammar/installation.ts'
import { signMessage } from './sign-message.ts'

/** What secrets of webhooks are sealed for. */
export const webhookPurpose = 'webhook secret'

/** Longest answer that is read. */
const maxBytes = 64 * 1024

export type WebhookTarget = {
  id: string
  url: string
  sealed: string
  previousSealed: string | null
  previousUntil: Date | null
}

export type SentMessage =
  | { ok: true; status: number; body: string; retryAfter: string | null }
  /** Nothing usable came back; `why` is a sentence without a byte of the other side. */
  | { ok: false; why: string }

/** Posts one signed message. Redirects are answers, not followed; what the other side does is never an exception. */
export async function sendMessage(
  ctx: Context,
  webhook: WebhookTarget,
  message: { id: string; body: string; timeoutMs: number },
): Promise<SentMessage> {
  const { installation } = ctx
  const now = ctx.now()
  const secrets = [
    openText(installation, `${webhookPurpose} ${webhook.id}`, webhook.sealed),
    ...(webhook.previousSealed !== null && webhook.previousUntil !== null && webhook.previousUntil > now
      ? [openText(installation, `${webhookPurpose} ${webhook.id}`, webhook.previousSealed)]
      : []),
  ]
  const network = installation.webhookNetwork ?? { rules: { mode: 'webhook' as const } }
  const answer = await guardedFetch({
    url: webhook.url,
    rules: network.rules,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Gatehouse',
      ...signMessage(secrets, { id: message.id, at: now, body: message.body }),
    },
    body: message.body,
    timeoutMs: message.timeoutMs,
    maxBytes,
    ...(network.resolve === undefined ? {} : { resolve: network.resolve }),
  })
  if (!answer.ok) return { ok: false, why: failures[answer.failure] }
  const retryAfter = answer.headers['retry-after']
  return {
    ok: true,
    status: answer.status,
    body: Buffer.from(answer.body).toString('utf8'),
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
  }
}

const failures: Readonly<Record<GuardedFailure, string>> = {
  'invalid-url': 'Its address is none that can be called.',
  'address-refused': 'Its address is not public, and webhooks go to public addresses only.',
  'not-resolved': 'Its host has no address.',
  'not-connected': 'Nothing answers at its address.',
  tls: 'Its certificate is not valid for its host.',
  timeout: 'It did not answer in time.',
  'too-large': 'Its answer is larger than 64 kB.',
  encoded: 'Its answer is compressed, which nobody asked for.',
  protocol: 'It broke the connection, or does not speak HTTP.',
}
