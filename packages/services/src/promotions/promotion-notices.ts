import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { PromotionNoticeData } from '@gatehouse/mail/templates/promotion-notice'
import type { Db } from '../apis/find-version.ts'
import { portalPage } from '../deprecation/portal-page.ts'
import { type Owned, withOwners } from '../deprecation/recipients.ts'
import type { Sent } from '../deprecation/send-notices.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { impactSentence } from '../impact/impact-sentence.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { type LoadedPromotion, versionTitle } from './load-promotion.ts'
import { timeText } from './promotion-sentences.ts'

const listed = 10

export type Notice = {
  /** `notified`, or `extended:INSTANT`: nobody is told the same twice. */
  occasion: string
  /** Until when the applications were given time. */
  until?: Date | undefined
  message?: string | undefined
}

/**
 * The named applications with their owners, all of them touched by a change of the promotion.
 * @throws DomainError `invalid_input` when one is not: nobody is written to about what is none of his business
 */
export async function touchedApplications(
  db: Db,
  { findings }: LoadedPromotion,
  ids: readonly string[],
): Promise<Owned[]> {
  const touched = new Set(findings.impact?.applications.flatMap((list) => list?.map(({ id }) => id) ?? []))
  const applications = await withOwners(db, [...new Set(ids)])
  if (applications.length < new Set(ids).size || ids.some((id) => !touched.has(id)))
    throw new DomainError('invalid_input', undefined, {
      errors: [
        {
          in: 'body',
          pointer: '/applications',
          rule: 'not_touched',
          expected: 'Applications that a change of this promotion touches.',
        },
      ],
    })
  return applications
}

/** What the mail says to somebody with these applications; of others it says nothing. */
export function noticeData(
  ctx: Context,
  row: LoadedPromotion,
  applications: readonly { id: string; name: string }[],
  { until, message }: Pick<Notice, 'until' | 'message'>,
): PromotionNoticeData {
  const own = new Set(applications.map(({ id }) => id))
  const { impact, changes } = row.findings
  const sentences = changes.flatMap((change, index) => {
    const here = impact?.applications[index]?.filter(({ id }) => own.has(id)) ?? []
    if (here.length === 0) return []
    const ids = here.map(({ id }) => id)
    return [impactSentence(change, { applications: here, ids, unnamed: null }, impact?.days ?? 0).replaceAll('`', '')]
  })
  const notBefore = until ?? row.plannedFor
  return {
    version: versionTitle(row),
    stage: row.stage.name,
    applications: applications.map(({ name }) => name).sort(),
    changes: sentences.slice(0, listed),
    more: Math.max(0, sentences.length - listed),
    ...(notBefore === null ? {} : { notBefore: timeText(notBefore.toISOString()) }),
    extended: until !== undefined,
    ...(message === undefined || message === '' ? {} : { message }),
    pageUrl: portalPage(ctx.installation.portalUrl, row.version),
  }
}

/** Tells the owners, each once per occasion and application whoever asks: the row decides. Who owns several gets one mail. */
export async function sendPromotionNotices(
  tx: Transaction,
  ctx: Context,
  row: LoadedPromotion,
  applications: readonly Owned[],
  notice: Notice,
): Promise<Sent> {
  const pairs = applications.flatMap(({ id, owners }) =>
    owners.map((owner) => ({ id: newId('promotionNotice'), applicationId: id, personId: owner.id })),
  )
  const told = await tx.$queryRaw<{ application_id: string; person_id: string }[]>`
    INSERT INTO promotion_notice (id, promotion_id, application_id, person_id, occasion, sent_at)
    SELECT t.id, ${row.id}, t.application_id, t.person_id, ${notice.occasion}, ${ctx.now()}
    FROM unnest(${pairs.map(({ id }) => id)}::text[], ${pairs.map(({ applicationId }) => applicationId)}::text[],
      ${pairs.map(({ personId }) => personId)}::text[]) AS t(id, application_id, person_id)
    ON CONFLICT DO NOTHING RETURNING application_id, person_id`
  const byPerson = Map.groupBy(told, ({ person_id }) => person_id)
  for (const [personId, rows] of byPerson) {
    const own = applications.filter(({ id }) => rows.some(({ application_id }) => application_id === id))
    await addMailJob(tx, { personId, template: 'promotion-notice', data: noticeData(ctx, row, own, notice) })
  }
  return {
    mails: byPerson.size,
    already: new Set(pairs.map(({ personId }) => personId)).size - byPerson.size,
    unreachable: applications.flatMap(({ name, owners }) => (owners.length === 0 ? [name] : [])),
  }
}

/** What each application's owners were told last. */
export async function loadNotices(
  db: Db,
  promotionId: string,
): Promise<{ applicationId: string; at: Date; until: Date | null }[]> {
  const rows = await db.promotionNotice.findMany({
    where: { promotionId },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    distinct: ['applicationId'],
    select: { applicationId: true, occasion: true, sentAt: true },
  })
  return rows.map(({ applicationId, occasion, sentAt }) => ({
    applicationId,
    at: sentAt,
    until: occasion.startsWith('extended:') ? new Date(occasion.slice('extended:'.length)) : null,
  }))
}
