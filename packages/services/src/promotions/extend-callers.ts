import { extendCallers as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { mayOverride } from './check-view.ts'
import { promotionScope } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { sendPromotionNotices, touchedApplications } from './promotion-notices.ts'
import { illegalMove, preparedStates } from './promotion-states.ts'
import { settledEntry } from './step-promotion.ts'
import { thenAdvance } from './then-advance.ts'
import { wakePromotion } from './wake-promotion.ts'
import { checksInTheWay } from './who-may-extend.ts'
import { longestOverrideMs, writeOverrides } from './write-overrides.ts'

/** After the date so long for the promotion to run, before its checks block again. */
const graceMs = 14 * 86_400_000

/**
 * Gives named applications time: what they call stays until the date, and they are told it. The promotion waits for it, and passes the
 * checks that would hold the change up for their sake.
 */
export const extendCallers = thenAdvance(
  verb({
    name: 'promotion.extend',
    allowed: { permission: 'api.promote' },
    read: 'api.read',
    input: endpoint.params.extend(endpoint.body.shape),
    scope: promotionScope,
    run: async ({ ctx, tx, input }) => {
      const row = await lockPromotion(tx, input.promotion)
      if (!preparedStates.includes(row.state)) throw illegalMove(row.state)
      const scope = { apiId: row.version.apiId, teamId: row.version.api.teamId }
      const now = ctx.now()
      const until = new Date(input.until)
      if (until <= now || until.getTime() + graceMs > now.getTime() + longestOverrideMs)
        throw new DomainError('invalid_input', undefined, {
          errors: [{ in: 'body', pointer: '/until', rule: 'range', expected: 'A time in the next 76 days.' }],
        })
      const checks = checksInTheWay(row)
      const refused = checks.map((check) => mayOverride(ctx.actor, row, check, scope)).find(({ allowed }) => !allowed)
      if (refused) throw new DomainError('forbidden', refused.why ?? undefined)
      const applications = await touchedApplications(tx, row, input.applications)
      // Time that others were given already is not taken from them.
      const plannedFor = row.plannedFor !== null && row.plannedFor > until ? row.plannedFor : until
      await tx.promotion.update({ where: { id: row.id }, data: { plannedFor, etag: { increment: 1 } } })
      const { boundHash, settled } = await writeOverrides(tx, ctx, row, checks, {
        reason: input.reason,
        expiresAt: new Date(until.getTime() + graceMs),
      })
      const sent = await sendPromotionNotices(tx, ctx, row, applications, {
        occasion: `extended:${until.toISOString()}`,
        until,
        message: input.reason,
      })
      await wakePromotion(tx, row.id, plannedFor)
      return { row, checks, plannedFor, boundHash, settled, sent }
    },
    audit: ({ input, result: { row, checks, plannedFor, boundHash, settled, sent } }) => [
      {
        target: { kind: 'promotion', id: row.id },
        before: { boundHash: row.boundHash, plannedFor: row.plannedFor?.toISOString() ?? null },
        after: {
          extended: input.applications,
          until: input.until,
          reason: input.reason,
          overrides: checks.map(({ check }) => check),
          plannedFor: plannedFor.toISOString(),
          mails: sent.mails,
          boundHash,
        },
      },
      ...(settled.state === row.state ? [] : [settledEntry(row, settled)]),
    ],
    answer: ({ row }) => ({ id: row.id }),
  }),
)
