import type { Database } from '@gatehouse/db/client'
import type { Dimensions } from './dimensions.ts'
import { quotaWindowsOf } from './roll-up.ts'

export type QuotaCount = { subscriptionId: string; windowStart: number; used: number }

const periods = { day: 0, month: 1 } as const

/**
 * Stored quota use in the running windows of day and month, by the logs that the asking gateway does not write itself. `only`
 * narrows to some subscriptions. A day's and a month's window that begin together are told apart by `period`.
 */
export async function quotaCounts(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { now: number; stageId?: string; exceptLogs?: readonly string[]; only?: readonly string[] },
): Promise<(QuotaCount & { period: 'day' | 'month' })[]> {
  const [day, month] = quotaWindowsOf(ask.now)
  const values: unknown[] = [new Date(day?.start ?? 0), new Date(month?.start ?? 0), ask.exceptLogs ?? []]
  let more = ''
  if (ask.only)
    more += ` AND q.subscription = ANY($${values.push(await dimensions.find('subscription', ask.only))}::int[])`
  if (ask.stageId !== undefined) {
    more += ` AND h.gateway IN (SELECT d.id FROM usage.dimension d JOIN gateway g ON g.id = d.key WHERE d.kind = 10 AND g.stage_id = $${values.push(ask.stageId)})`
  }
  const rows = await pool.query<{ subscription: number; period: number; window_start: Date; used: string }>(
    `SELECT q.subscription, q.period, q.window_start, sum(q.used) AS used
     FROM usage.quota_count q JOIN usage.log_head h USING (log_id)
     WHERE ((q.period = ${periods.day} AND q.window_start = $1) OR (q.period = ${periods.month} AND q.window_start = $2))
       AND q.log_id <> ALL($3::uuid[])${more}
     GROUP BY 1, 2, 3`,
    values,
  )
  const name = await dimensions.names(rows.rows.map(({ subscription }) => subscription))
  return rows.rows.map((row) => ({
    subscriptionId: name(row.subscription) ?? '',
    period: row.period === periods.day ? 'day' : 'month',
    windowStart: row.window_start.getTime(),
    used: Number(row.used),
  }))
}

/** How far each of these logs is stored. */
export async function logHeads(
  pool: Database['pool'],
  dimensions: Dimensions,
  gatewayId: string,
): Promise<{ logId: string; head: number }[]> {
  const [gateway] = await dimensions.find('gateway', [gatewayId])
  if (gateway === undefined) return []
  const rows = await pool.query<{ log_id: string; head: string }>(
    'SELECT log_id, head FROM usage.log_head WHERE gateway = $1',
    [gateway],
  )
  return rows.rows.map((row) => ({ logId: row.log_id, head: Number(row.head) }))
}
