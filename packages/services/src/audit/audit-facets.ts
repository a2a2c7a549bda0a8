import type { ActorRef } from '@gatehouse/contracts/actor'
import { none } from '@gatehouse/contracts/endpoint'
import { auditTargets as targetsEndpoint } from '@gatehouse/contracts/endpoints/audit'
import type { Database } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { existingActions } from './audit-actions.ts'
import type { Visible } from './audit-condition.ts'
import { maySeePersons } from './audit-view.ts'
import { findTargets } from './target-names.ts'

/** More actors than these are not chosen from a list. */
const mostActors = 500

/** What a search of the log can be narrowed to: only what exists. Each value is one step in an index, not a look at every row. */
export const auditFacets = query({
  name: 'audit.facets',
  allowed: { permission: 'audit.read', anyScope: true },
  input: none,
  run: async ({ ctx, db, pool }) => {
    const visible = grantsOf(ctx.actor, 'audit.read')
    const persons = maySeePersons(ctx.actor)
    const [actions, actors] = await Promise.all([readActions(pool, visible), readActors(pool, visible)])
    const shown = actors.filter(({ kind }) => persons || (kind !== 'member' && kind !== 'developer'))
    const nameActor = await actorNames(db, shown)
    return { actions, actors: shown.map(nameActor).sort((one, other) => one.name.localeCompare(other.name)) }
  },
})

/** Things by name, so that their entries can be asked for. */
export const auditTargets = query({
  name: 'audit.targets',
  allowed: { permission: 'audit.read', anyScope: true },
  input: targetsEndpoint.query,
  run: async ({ ctx, db, input }) => ({
    items: await findTargets(db, input.q, grantsOf(ctx.actor, 'audit.read'), maySeePersons(ctx.actor)),
  }),
})

async function readActions(pool: Database['pool'], visible: Visible): Promise<string[]> {
  if (visible.all) return existingActions(pool)
  const { rows } = await pool.query<{ action: string }>(
    'SELECT DISTINCT action FROM audit_log WHERE team_id = ANY($1::text[]) OR api_id = ANY($2::text[])',
    [visible.teamIds, visible.apiIds],
  )
  return rows.map(({ action }) => action).sort()
}

async function readActors(pool: Database['pool'], visible: Visible): Promise<ActorRef[]> {
  const text = visible.all
    ? `WITH RECURSIVE step AS (
         (SELECT actor_id, actor_kind, 1 AS n FROM audit_log ORDER BY actor_id, seq DESC LIMIT 1)
         UNION ALL
         SELECT next.actor_id, next.actor_kind, s.n + 1 FROM step s, LATERAL (
           SELECT l.actor_id, l.actor_kind FROM audit_log l WHERE l.actor_id > s.actor_id ORDER BY l.actor_id, l.seq LIMIT 1) next
         WHERE s.n < ${mostActors}
       ) SELECT actor_kind AS kind, actor_id AS id FROM step`
    : `SELECT DISTINCT ON (actor_id) actor_kind AS kind, actor_id AS id FROM audit_log
       WHERE team_id = ANY($1::text[]) OR api_id = ANY($2::text[]) LIMIT ${mostActors}`
  const { rows } = await pool.query<ActorRef>(text, visible.all ? [] : [visible.teamIds, visible.apiIds])
  return rows
}
