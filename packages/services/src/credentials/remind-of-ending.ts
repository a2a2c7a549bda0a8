import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'

const dayMs = 86_400_000
/** Once when the last week begins, once more on the last day. */
const reminders = [7 * dayMs, dayMs]
const most = 500

type Row = {
  id: string
  kind: string
  name: string
  start: string
  last4: string
  expires_at: Date
  last_used_at: Date | null
  application_id: string
  application: string
  team_id: string
  stage: string
}

/**
 * Tells the owners and admins of an application by mail that one of its credentials ends soon. One that was replaced is nobody’s
 * concern any more. Run hourly; safe to run N times.
 */
export const remindOfEndingCredentials = verb({
  name: 'credential.remind',
  allowed: { systemOnly: true },
  input: z.strictObject({}),
  run: async ({ ctx, tx }) => {
    const now = ctx.now()
    const reminded: string[] = []
    for (const before of reminders) {
      for (const row of await due(tx, now, before)) {
        await tx.credential.update({ where: { id: row.id }, data: { remindedAt: now } })
        await mail(tx, ctx, row)
        reminded.push(row.id)
      }
    }
    return { reminded }
  },
  audit: ({ result }) =>
    result.reminded.map((id) => ({ target: { kind: 'credential', id }, after: { reminded: true } })),
})

/** Living ones whose end is nearer than `before` and whose owners were not told since it came so near. */
function due(tx: Transaction, now: Date, before: number): Promise<Row[]> {
  const near = new Date(now.getTime() + before)
  return tx.$queryRaw<Row[]>`
    SELECT c.id, c.kind, c.name, c.start, c.last4, c.expires_at, c.last_used_at, c.application_id, a.name AS application,
      a.team_id, coalesce(s.public_name, s.name) AS stage
    FROM credential c JOIN application a ON a.id = c.application_id JOIN stage s ON s.id = c.stage_id
    WHERE c.expires_at > ${now} AND c.expires_at <= ${near} AND c.revoked_at IS NULL AND a.deleted_at IS NULL
      AND (c.reminded_at IS NULL OR c.reminded_at < c.expires_at - make_interval(secs => ${before / 1000}))
      AND NOT EXISTS (SELECT FROM credential n WHERE n.rotated_from_id = c.id)
    ORDER BY c.expires_at LIMIT ${most} FOR NO KEY UPDATE OF c SKIP LOCKED`
}

async function mail(tx: Transaction, ctx: Context, row: Row): Promise<void> {
  const people = await tx.teamMember.findMany({
    where: { teamId: row.team_id, role: { in: ['owner', 'admin'] }, person: { deactivatedAt: null } },
    select: { personId: true },
    take: 20,
  })
  const now = ctx.now()
  const days = Math.ceil((row.expires_at.getTime() - now.getTime()) / dayMs)
  for (const { personId } of people) {
    await addMailJob(tx, {
      personId,
      template: 'credential-ends',
      data: {
        kind: row.kind === 'client' ? 'client' : 'key',
        name: row.name,
        shown: row.last4 === '' ? 'moved in by its hash' : `${row.start}…${row.last4}`,
        application: row.application,
        stage: row.stage,
        when: days <= 1 ? 'within a day' : `in ${days} days`,
        at: `${words.format(row.expires_at)} UTC`,
        inUse: row.last_used_at !== null && now.getTime() - row.last_used_at.getTime() < 7 * dayMs,
        applicationUrl: `${ctx.installation.portalUrl}/applications/${row.application_id}`,
      },
    })
  }
}

const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
