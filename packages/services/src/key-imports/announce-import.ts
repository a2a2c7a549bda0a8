import { z } from 'zod'
import { asSystem, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'

/**
 * Rows per transaction. The change log has one lock for the installation: a hundred thousand rows at once would hold up every
 * revocation for seconds, so many moved keys are told in small steps.
 */
const step = 2_000

const row = z.strictObject({
  kind: z.enum(['application', 'subscription', 'credential']),
  id: z.string(),
  stage_id: z.string().nullable(),
})
type Row = z.output<typeof row>

const announceRows = verb({
  name: 'key-import.announce',
  allowed: { systemOnly: true },
  input: z.strictObject({ rows: z.array(row).max(step) }),
  run: async ({ input, change }) => {
    for (const { kind, id, stage_id } of input.rows)
      change.access(kind, id, stage_id === null ? {} : { stageId: stage_id })
  },
  audit: () => [],
})

/**
 * Tells the gateways what an import brought and no change of the log names yet, step by step: applications and subscriptions before the
 * keys that need them. Goes on where an earlier try ended; run twice at once it does no harm.
 */
export async function announceImport(ctx: Context, importId: string): Promise<void> {
  const system = asSystem(ctx, 'key-imports')
  const { rows } = await ctx.db.pool.query<Row>(
    `WITH keys AS (SELECT id, application_id, stage_id FROM credential WHERE key_import_id = $1),
       moved AS (SELECT DISTINCT application_id AS id FROM keys),
       named AS (
         SELECT 1 AS place, 'application' AS kind, id, NULL::text AS stage_id FROM moved
         UNION ALL SELECT 2, 'subscription', s.id, NULL FROM moved m JOIN subscription s ON s.application_id = m.id
         UNION ALL SELECT 3, 'credential', id, stage_id FROM keys)
     SELECT n.kind, n.id, n.stage_id FROM named n LEFT JOIN access_version v ON v.kind = n.kind AND v.entity_id = n.id
     WHERE v.kind IS NULL ORDER BY n.place, n.id`,
    [importId],
  )
  for (let at = 0; at < rows.length; at += step)
    await announceRows({ ctx: system, input: { rows: rows.slice(at, at + step) } })
}
