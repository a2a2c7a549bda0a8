import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { addJob } from '../jobs/add-job.ts'
import type { ImportPlan } from './plan-import.ts'

/** Rows per statement: large enough to be fast, small enough for one message. */
const chunk = 5_000

/** Writes all that was planned, in chunks of one transaction, and a job that tells the gateways even if this process ends. */
export async function saveImport(
  { ctx, tx, change }: { ctx: Context; tx: Transaction; change: ChangeSet },
  plan: ImportPlan,
  { importId, stageId }: { importId: string; stageId: string },
): Promise<void> {
  const now = ctx.now()
  const actor = JSON.stringify(actorColumn(ctx))
  const made = plan.applications.filter((application) => application.made)
  for (const rows of chunks(made)) {
    await tx.$executeRaw`
      INSERT INTO application (id, team_id, name, created_by, created_at)
      SELECT r.id, ${plan.teamId}, r.name, ${actor}::jsonb, ${now}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, name text)`
  }
  if (plan.teamId !== null) change.access('team', plan.teamId)
  await addJob(tx, 'announce-key-import', { id: importId }, { runAt: new Date(now.getTime() + 60_000) })
  for (const rows of chunks(plan.keys)) {
    const values = rows.map(({ record, application }) => {
      const id = newId('credential')
      const { hash, start, last4, scopes, expiresAt, name } = record
      return { id, app: application.id, name: name ?? 'Imported key', hash, start, last4, scopes, ends: expiresAt }
    })
    await tx.$executeRaw`
      INSERT INTO credential (id, application_id, stage_id, kind, ip_ranges, key_import_id, name, hash, start, last4, scopes, created_by,
        created_at, expires_at)
      SELECT r.id, r.app, ${stageId}, 'key', '{}', ${importId}, r.name, r.hash, r.start, r.last4,
        ARRAY(SELECT jsonb_array_elements_text(r.scopes)), ${actor}::jsonb, ${now}, to_timestamp(r.ends / 1000.0)
      FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
        AS r(id text, app text, name text, hash text, start text, last4 text, scopes jsonb, ends double precision)`
  }
  for (const rows of chunks(plan.subscriptions)) {
    const values = rows.map(({ applicationId, plan: { id, productId, planVersionId } }) => {
      const subscription = newId('subscription')
      return {
        id: subscription,
        segment: newId('segment'),
        app: applicationId,
        product: productId,
        plan: id,
        terms: planVersionId,
      }
    })
    const json = JSON.stringify(values)
    await tx.$executeRaw`
      INSERT INTO subscription (id, application_id, product_id, plan_id, plan_version_id, state, open_key, requested_by, requested_at,
        decided_by, decided_at)
      SELECT r.id, r.app, r.product, r.plan, r.terms, 'active', r.app || ':' || r.product, ${actor}::jsonb, ${now}, ${actor}::jsonb, ${now}
      FROM jsonb_to_recordset(${json}::jsonb) AS r(id text, app text, product text, plan text, terms text)`
    await tx.$executeRaw`
      INSERT INTO subscription_segment (id, subscription_id, plan_version_id, started_at)
      SELECT r.segment, r.id, r.terms, ${now} FROM jsonb_to_recordset(${json}::jsonb) AS r(id text, segment text, terms text)`
  }
}

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += chunk) yield rows.slice(at, at + chunk)
}
