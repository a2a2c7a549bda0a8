import { type AccessRow, type PlanLimits, planLimits, productRow } from '@gatehouse/contracts/access'
import type { SqlClient } from './repeatable-read.ts'
import { loadTokenIssuers, loadTokenRules } from './token-rows.ts'

/** A row of the access table as it is now; null: it is gone. Limits differ by stage, so it is asked for one. */
export type AccessSource = {
  kind: string
  id: string
  seq: number
  /** Null: for the gateways of every stage. */
  stageId: string | null
  row: ((stageId: string) => AccessRow) | null
}

type Load = (client: SqlClient, ids: readonly string[]) => Promise<Map<string, (stageId: string) => AccessRow>>

function loader<T extends { id: string }>(sql: string, toRow: (row: T, stageId: string) => unknown): Load {
  return async (client, ids) => {
    const { rows } = await client.query<T>(sql, [ids])
    return new Map(rows.map((row) => [row.id, (stageId) => toRow(row, stageId) as AccessRow]))
  }
}

const earlier = (one: Date | null, other: Date | null) => (one && other ? (one < other ? one : other) : (one ?? other))
const millis = (date: Date | null) => (date === null ? undefined : date.getTime())
const defined = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))

type CredentialColumns = {
  id: string
  hash: string
  application_id: string
  scopes: string[]
  ip_ranges: string[]
  expires_at: Date | null
  revoked_at: Date | null
  suspended_at: Date | null
  suspended_for: string | null
  overlap_until: Date | null
}
type PlanVersionColumns = {
  id: string
  plan_id: string
  limits: { default?: unknown; stages?: Record<string, unknown> }
  price: { model?: string }
}
type ProductColumns = {
  id: string
  tools: unknown
  items: { include: string; versionId: string; tag: string | null; operationIds: string[] }[]
}

/** Reasons of the pauses that run, by stage; null: there is none. */
type Pauses = Record<string, string> | null
const pausesOf = (column: 'application_id' | 'team_id', owner: string) =>
  `SELECT jsonb_object_agg(p.stage_id, p.reason) FROM pause p WHERE p.${column} = ${owner} AND p.resumed_at IS NULL`

function pausedOn(pauses: Pauses, stageId: string): { paused?: { reason: string } } {
  const reason = pauses?.[stageId]
  return reason === undefined ? {} : { paused: { reason } }
}

const loaders: Record<string, Load> = {
  tokenIssuer: loadTokenIssuers,
  tokenRule: loadTokenRules,
  credential: loader<CredentialColumns>(
    // One of a personal team is its person's: as long as he is off it is refused like a revoked one.
    `SELECT c.id, c.hash, c.application_id, c.scopes, coalesce(c.ip_ranges, '{}') AS ip_ranges, c.expires_at, coalesce(c.revoked_at, p.deactivated_at) AS revoked_at, c.suspended_at, c.suspended_for, c.overlap_until
     FROM credential c JOIN application a ON a.id = c.application_id JOIN team t ON t.id = a.team_id
       LEFT JOIN person p ON p.id = t.personal_of_id
     WHERE c.id = ANY($1::text[])`,
    (row) =>
      defined({
        kind: 'credential',
        id: row.id,
        hash: row.hash,
        applicationId: row.application_id,
        scopes: row.scopes,
        ipRanges: row.ip_ranges.length > 0 ? row.ip_ranges : undefined,
        // A rotated key ends with its overlap, at each gateway by itself.
        expiresAt: millis(earlier(row.expires_at, row.overlap_until)),
        revokedAt: millis(row.revoked_at),
        suspended: row.suspended_at === null ? undefined : { reason: row.suspended_for ?? '' },
      }),
  ),
  application: loader<{ id: string; team_id: string; state: string; pauses: Pauses }>(
    `SELECT a.id, a.team_id, a.state, (${pausesOf('application_id', 'a.id')}) AS pauses
     FROM application a WHERE a.id = ANY($1::text[]) AND a.deleted_at IS NULL`,
    (row, stageId) => ({
      kind: 'application',
      id: row.id,
      teamId: row.team_id,
      state: row.state,
      ...pausedOn(row.pauses, stageId),
    }),
  ),
  // A personal team is its person: switching the person off suspends it.
  team: loader<{ id: string; state: string; pauses: Pauses }>(
    `SELECT t.id, (${pausesOf('team_id', 't.id')}) AS pauses, CASE WHEN t.state = 'active' AND p.deactivated_at IS NULL THEN 'active' ELSE 'suspended' END AS state
     FROM team t LEFT JOIN person p ON p.id = t.personal_of_id WHERE t.id = ANY($1::text[])`,
    (row, stageId) => ({ kind: 'team', id: row.id, state: row.state, ...pausedOn(row.pauses, stageId) }),
  ),
  subscription: loader<{
    id: string
    application_id: string
    product_id: string
    plan_version_id: string
    state: string
  }>(
    'SELECT id, application_id, product_id, plan_version_id, state FROM subscription WHERE id = ANY($1::text[])',
    (row) => ({
      kind: 'subscription',
      id: row.id,
      applicationId: row.application_id,
      productId: row.product_id,
      planVersionId: row.plan_version_id,
      state: row.state,
    }),
  ),
  product: loader<ProductColumns>(
    `SELECT p.id, p.tools, coalesce(jsonb_agg(jsonb_build_object('include', i.include, 'versionId', i.version_id, 'tag', i.tag, 'operationIds', i.operation_ids)
       ORDER BY i.id) FILTER (WHERE i.id IS NOT NULL), '[]') AS items
     FROM product p LEFT JOIN product_item i ON i.product_id = p.id WHERE p.id = ANY($1::text[]) GROUP BY p.id`,
    (row) =>
      productRow.parse({
        kind: 'product',
        id: row.id,
        items: row.items.map(({ include, versionId, tag, operationIds }) =>
          include === 'version'
            ? { include, versionId }
            : include === 'tag'
              ? { include, versionId, tag: tag ?? '' }
              : { include, versionId, operationIds },
        ),
        ...(row.tools === null ? {} : { tools: row.tools }),
      }),
  ),
  planVersion: loader<PlanVersionColumns>(
    'SELECT id, plan_id, limits, price FROM plan_version WHERE id = ANY($1::text[])',
    (row, stageId) => ({
      kind: 'planVersion',
      id: row.id,
      planId: row.plan_id,
      limits: limitsOn(row.limits, stageId),
      priced: row.price.model !== 'free',
    }),
  ),
  revocation: loader<{ id: string; of: string; value: string; not_before: Date; expires: Date }>(
    'SELECT id, "of", value, not_before, expires FROM revocation WHERE id = ANY($1::text[])',
    (row) => ({
      kind: 'revocation',
      id: row.id,
      of: row.of,
      value: row.value,
      notBefore: millis(row.not_before),
      expires: millis(row.expires),
    }),
  ),
}

/** Limits of a plan version on one stage: its own, or the default ones. */
export function limitsOn(limits: { default?: unknown; stages?: Record<string, unknown> }, stageId: string): PlanLimits {
  return planLimits.parse(limits.stages?.[stageId] ?? limits.default ?? {})
}

/** Loads the rows behind names of the access table; names come with the sequence of their last change. */
export async function loadAccessRows(
  client: SqlClient,
  names: readonly { kind: string; id: string; seq: number; stageId: string | null; deleted: boolean }[],
): Promise<AccessSource[]> {
  const byKind = new Map<string, string[]>()
  for (const { kind, id, deleted } of names) {
    if (deleted) continue
    const ids = byKind.get(kind)
    if (ids) ids.push(id)
    else byKind.set(kind, [id])
  }
  const rows = new Map<string, Awaited<ReturnType<Load>>>()
  for (const [kind, ids] of byKind) {
    const load = loaders[kind]
    // What this version does not know it must not keep silent about: a change would be passed over.
    if (!load) throw new Error(`the change log names the unknown access kind ${kind}`)
    rows.set(kind, await load(client, ids))
  }
  return names.map(({ kind, id, seq, stageId }) => ({ kind, id, seq, stageId, row: rows.get(kind)?.get(id) ?? null }))
}
