import { exportMyData as endpoint } from '@gatehouse/contracts/endpoints/personal-data'
import { signedIn } from '../account/account-view.ts'
import { limitAttempts } from '../account/attempts.ts'
import { requireFreshProof } from '../account/fresh-proof.ts'
import type { Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'

const aDay = { purpose: 'export', limit: 5, windowSeconds: 24 * 3600 }
const mostRows = 10_000
/** What is no data about him but a key to his account, or the hash of one. */
const secret = /(^|_)(hash|sealed|public_key|password|token|provider_session)(_|$)/

/** Everything that is stored about oneself: every table that points at the person, found by the database's own keys. */
export const exportMyData = verb({
  name: 'account.export',
  allowed: { anyPerson: true },
  input: endpoint.body,
  run: async ({ ctx, tx }) => {
    await requireFreshProof(tx, ctx)
    const { personId } = signedIn(ctx)
    await limitAttempts(ctx, aDay, personId)
    const tables: Record<string, Record<string, unknown>[]> = { person: await rowsOf(ctx, 'person', 'id', personId) }
    for (const { table, column } of await placesOf(ctx)) {
      const rows = await rowsOf(ctx, table, column, personId)
      if (rows.length > 0) tables[table] = [...(tables[table] ?? []), ...rows]
    }
    tables.audit_log = await rowsOf(ctx, 'audit_log', 'actor_id', personId)
    return { exportedAt: ctx.now().toISOString(), personId, tables }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
})

/** Columns that point at a person; the names come from the database, never from a caller. */
async function placesOf(ctx: Context): Promise<{ table: string; column: string }[]> {
  const { rows } = await ctx.db.pool.query<{ table: string; column: string }>(
    `SELECT c.conrelid::regclass::text AS table, a.attname AS column FROM pg_constraint c
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass ORDER BY 1, 2`,
  )
  return rows
}

async function rowsOf(ctx: Context, table: string, column: string, id: string): Promise<Record<string, unknown>[]> {
  const { rows } = await ctx.db.pool.query<{ row: Record<string, unknown> }>(
    `SELECT to_jsonb(t) AS row FROM ${table} t WHERE t.${column} = $1 LIMIT ${mostRows}`,
    [id],
  )
  return rows.map(({ row }) => Object.fromEntries(Object.entries(row).filter(([name]) => !secret.test(name))))
}
