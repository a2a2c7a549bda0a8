import type { GuardrailItem } from '@gatehouse/contracts/endpoints/guardrails'
import { guardrailPolicy } from '@gatehouse/contracts/guardrails'
import type { Id } from '@gatehouse/contracts/ids'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Database } from '@gatehouse/db/client'
import { policySentences } from '@gatehouse/policies/policy-sentences'
import type { Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { guardrailHits } from './guardrail-hits.ts'
import { type GuardrailRow, scopeOf } from './guardrail-rows.ts'
import { namesIn } from './guardrail-sentences.ts'
import { whereText } from './where-text.ts'

/** Rows as lists show them: words, who changed them last and who agreed, what waits, how often they decided. */
export async function toGuardrailItems(
  db: Reader,
  pool: Database['pool'],
  rows: readonly GuardrailRow[],
  now: Date,
): Promise<GuardrailItem[]> {
  const ids = rows.map(({ id }) => id)
  const names = await namesIn(
    db,
    rows.map(({ options }) => options),
  )
  const changes = await db.accessChange.findMany({
    where: { targetKind: 'guardrail', targetId: { in: ids }, state: { in: ['applied', 'proposed'] } },
    orderBy: { id: 'desc' },
    select: {
      id: true,
      title: true,
      state: true,
      targetId: true,
      proposedBy: true,
      deciderId: true,
      decidedAt: true,
      appliedAt: true,
      expiresAt: true,
    },
    take: 2_000,
  })
  const nameOf = await actorNames(
    db,
    changes.flatMap(({ proposedBy, deciderId }) => [
      proposedBy,
      ...(deciderId === null ? [] : [{ kind: 'member', id: deciderId }]),
    ]),
  )
  const stages = await db.stage.findMany({ select: { id: true } })
  const hits = await guardrailHits(
    pool,
    rows.filter(({ policy }) => policy === 'access-rules').map(({ id }) => id),
    stages.map(({ id }) => id),
    now,
  )
  return rows.map((row) => {
    const own = changes.filter(({ targetId }) => targetId === row.id)
    const applied = own
      .filter(({ state }) => state === 'applied')
      .toSorted((a, b) => Number(b.appliedAt) - Number(a.appliedAt))[0]
    const waiting = own.find(({ state, expiresAt }) => state === 'proposed' && expiresAt > now)
    const scope = scopeOf(row)
    const rules = hits.get(row.id) ?? []
    return {
      id: row.id as Id<'guardrail'>,
      name: row.name,
      policy: guardrailPolicy.parse(row.policy),
      scope,
      enabled: row.enabled,
      reason: row.reason,
      sentences: policySentences({ policy: row.policy, options: row.options as JsonObject }, names),
      where: whereText(scope, row.stage?.name ?? null),
      etag: row.etag,
      updatedAt: row.updatedAt.toISOString(),
      changedBy: applied ? nameOf(applied.proposedBy).name : null,
      reviewed:
        applied?.deciderId && applied.decidedAt
          ? { name: nameOf({ kind: 'member', id: applied.deciderId }).name, at: applied.decidedAt.toISOString() }
          : null,
      waiting: waiting ? { id: waiting.id, title: waiting.title } : null,
      hits:
        row.policy === 'access-rules'
          ? {
              refused: rules.reduce((sum, { refused }) => sum + refused, 0),
              allowed: rules.reduce((sum, { allowed }) => sum + allowed, 0),
            }
          : null,
    }
  })
}
