import { newId } from '@gatehouse/contracts/ids'
import { z } from 'zod'
import { DomainError } from '../../grammar/domain-error.ts'
import { sendMessage } from '../../webhooks/send-message.ts'
import type { CheckSubject, PromotionCheckKind } from '../check.ts'

/** What a webhook answers. Text is shown as text; a link only when it is http(s). */
const verdictBody = z.object({
  passed: z.boolean(),
  verdict: z.string().trim().min(1).max(200),
  sentences: z.array(z.string().trim().min(1).max(1_000)).max(50).default([]),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullish(),
})

/** Asks a webhook of the organization what it says of the promotion: signed, within its time, and nothing of its answer is trusted. */
export const customCheck: PromotionCheckKind<'custom'> = {
  name: 'custom',
  label: 'Custom check',
  needsSource: false,
  slow: true,
  timeoutMs: ({ timeoutSeconds }) => (timeoutSeconds + 5) * 1_000,
  inputs: async (db, _subject, { webhook }) => {
    const row = await db.webhook.findUnique({ where: { id: webhook }, select: { url: true, enabled: true } })
    return row ?? 'gone'
  },
  run: async (ctx, subject, { name, webhook, timeoutSeconds }) => {
    const row = await ctx.db.prisma.webhook.findUnique({ where: { id: webhook } })
    if (!row) throw new DomainError('not_possible', 'Its webhook was deleted.')
    if (!row.enabled) throw new DomainError('not_possible', 'Its webhook is switched off.')
    const body = JSON.stringify({
      type: 'promotion.check',
      timestamp: ctx.now().toISOString(),
      data: { check: name, ...messageOf(subject, ctx.installation.adminUrl) },
    })
    const sent = await sendMessage(ctx, row, { id: newId('webhookDelivery'), body, timeoutMs: timeoutSeconds * 1_000 })
    if (!sent.ok) throw new DomainError('not_possible', sent.why)
    if (sent.status < 200 || sent.status >= 300)
      throw new DomainError('not_possible', `Its webhook answered ${sent.status}.`)
    const answer = verdictBody.safeParse(jsonOf(sent.body)).data
    if (!answer) throw new DomainError('not_possible', 'Its webhook answered something that is no verdict.')
    const { passed, verdict, sentences, link } = answer
    return { passed, verdict, evidence: { sentences, link: link ?? null } }
  },
}

function messageOf(subject: CheckSubject, adminUrl: string) {
  const { version, stage, fromStage, revision, running, changes } = subject
  return {
    promotion: subject.promotionId && {
      id: subject.promotionId,
      url: `${adminUrl}/promotions/${subject.promotionId}`,
    },
    api: { id: version.apiId, slug: version.api.slug, name: version.api.name },
    version: { id: version.id, name: version.name },
    stage: { slug: stage.slug, name: stage.name },
    fromStage: fromStage && { slug: fromStage.slug, name: fromStage.name, gatewayUrl: fromStage.gatewayUrl },
    basePath: version.basePath,
    revision: { number: revision?.number ?? null, hash: subject.hash },
    running: running && { number: running.number },
    changes: changes
      .slice(0, 100)
      .map(({ severity, group, operation, sentence }) => ({ severity, group, operation, sentence })),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
