import type { GuardrailReach } from '@gatehouse/contracts/endpoints/guardrails'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'
import type { GuardrailRow } from './guardrail-rows.ts'

/** Where a guardrail holds, counted over what runs on its stages now. */
export async function guardrailReach(
  db: Reader | Transaction,
  { stageId, audience, tag }: Pick<GuardrailRow, 'stageId' | 'audience' | 'tag'>,
): Promise<GuardrailReach> {
  const stages = await db.stage.findMany({
    where: stageId === null ? {} : { id: stageId },
    orderBy: { position: 'asc' },
    select: { id: true, slug: true, name: true },
  })
  // Of the revisions' own contents: what a working copy says does not run.
  const [counted] = await db.$queryRaw<{ apis: number; operations: number }[]>`
    SELECT count(DISTINCT a.id)::int AS apis, count(DISTINCT (v.id, op->>'method', op->>'path'))::int AS operations
    FROM deployment d
      JOIN version v ON v.id = d.version_id JOIN api a ON a.id = v.api_id JOIN revision r ON r.id = d.revision_id
      CROSS JOIN LATERAL json_array_elements(r.content->'contract'->'operations') op
    WHERE d.ended_at IS NULL AND d.stage_id = ANY(${stages.map(({ id }) => id)}::text[])
      AND (${audience}::text IS NULL OR a.audience = ${audience})
      AND (${tag}::text IS NULL OR (op->'tags')::jsonb ? ${tag})`
  return { stages, apis: counted?.apis ?? 0, operations: counted?.operations ?? 0 }
}
