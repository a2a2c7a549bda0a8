import { toGrants } from '@gatehouse/auth/permissions'
import { hashSecret, newSid } from '@gatehouse/auth/session-token'
import type { Actor, TeamRole } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Context } from '../grammar/context.ts'
import { alertBreakGlass } from '../identity-providers/sign-in/alert-break-glass.ts'
import { type SessionOrigin, takeSignInTicket } from './sign-in-tickets.ts'

type Deps = Pick<Context, 'db' | 'installation' | 'now'>
type App = 'admin' | 'portal'
type Visit = { address?: string; userAgent?: string }

const absoluteMs = 30 * 24 * 3600_000
const idleMs = 7 * 24 * 3600_000
/** "Last seen" is at most this old; a write per request would cost more than it tells. */
const seenEveryMs = 60_000

/** One app's sessions, as `createAuth` of auth/session takes them. Writer beside verbs: a session is no change of the organization. */
export function createSessionStore(parts: Omit<Deps, 'now'> & { app: App; now?: () => Date }) {
  const { app } = parts
  const deps: Deps = { db: parts.db, installation: parts.installation, now: parts.now ?? (() => new Date()) }
  return {
    enter: (ticket: string, visit: Visit) => enterWithTicket(deps, app, ticket, visit),
    open: (personId: string, visit: Visit, origin?: SessionOrigin) => openSession(deps, app, personId, visit, origin),
    read: (sid: string) => readSession(deps, app, sid),
    close: (sid: string) => closeSession(deps, app, sid),
  }
}

const tables: Record<App, string> = { admin: 'member_session', portal: 'developer_session' }

/** Makes a session of a sign-in ticket, once. */
async function enterWithTicket(
  deps: Deps,
  app: App,
  ticket: string,
  visit: Visit,
): Promise<{ sid: string } | { refused: 'ticket_invalid' }> {
  const taken = await takeSignInTicket(deps, app === 'admin' ? 'member' : 'developer', ticket)
  if (taken === undefined) return { refused: 'ticket_invalid' }
  if (taken.identityProviderId === null)
    await alertBreakGlass(deps, {
      personId: taken.personId,
      app: app === 'admin' ? 'console' : 'portal',
      address: visit.address,
    })
  return openSession(deps, app, taken.personId, visit, taken)
}

const byPassword: SessionOrigin = { method: 'password', identityProviderId: null, providerSession: null }

/** Opens a session and gives its secret, of which only the hash is kept. The person has just proved himself. */
export async function openSession(
  deps: Deps,
  app: App,
  personId: string,
  visit: Visit,
  origin: SessionOrigin = byPassword,
): Promise<{ sid: string }> {
  const sid = newSid()
  const now = deps.now()
  await deps.db.pool.query(
    `INSERT INTO ${tables[app]} (id, person_id, sid_hash, user_agent, address, created_at, last_seen_at, proved_at, expires_at,
       method, identity_provider_id, provider_session)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9, $10)`,
    [
      newId('session', now.getTime()),
      personId,
      hashSecret(sid),
      visit.userAgent ?? null,
      visit.address ?? null,
      now,
      new Date(now.getTime() + absoluteMs),
      origin.method,
      origin.identityProviderId,
      origin.providerSession,
    ],
  )
  return { sid }
}

/** Ends the session of a secret; nothing when there is none. */
export async function closeSession(deps: Deps, app: App, sid: string): Promise<void> {
  await deps.db.pool.query(`UPDATE ${tables[app]} SET ended_at = $2 WHERE sid_hash = $1 AND ended_at IS NULL`, [
    hashSecret(sid),
    deps.now(),
  ])
}

type SessionRow = { id: string; person_id: string; last_seen_at: Date; rights: Right[] }
type Right = { permissions: string[]; scope: string; teamId: string | null; apiId: string | null; role: TeamRole }

/** What the person may do, in the same query as the session: nothing is remembered from sign-in, so a role taken is gone at once. */
const sessionQuery: Record<App, string> = {
  admin: `SELECT s.id, s.person_id, s.last_seen_at, coalesce((
      SELECT json_agg(json_build_object('permissions', r.permissions, 'scope', a.scope, 'teamId', a.team_id, 'apiId', a.api_id))
      FROM role_assignment a JOIN role r ON r.id = a.role_id WHERE a.person_id = p.id AND a.suspended_at IS NULL), '[]') AS rights
    FROM member_session s JOIN person p ON p.id = s.person_id JOIN member h ON h.person_id = p.id`,
  portal: `SELECT s.id, s.person_id, s.last_seen_at, coalesce((
      SELECT json_agg(json_build_object('teamId', t.team_id, 'role', t.role))
      FROM team_member t WHERE t.person_id = p.id), '[]') AS rights
    FROM developer_session s JOIN person p ON p.id = s.person_id JOIN developer h ON h.person_id = p.id`,
}

/** The actor of a session that has neither ended nor expired nor idled, of a person who is not switched off and wears the hat. */
export async function readSession(deps: Deps, app: App, sid: string): Promise<Actor | undefined> {
  const now = deps.now()
  const { rows } = await deps.db.pool.query<SessionRow>(
    `${sessionQuery[app]} WHERE s.sid_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3
       AND p.deactivated_at IS NULL AND p.erased_at IS NULL`,
    [hashSecret(sid), now, new Date(now.getTime() - idleMs)],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  if (now.getTime() - row.last_seen_at.getTime() >= seenEveryMs) {
    await deps.db.pool.query(`UPDATE ${tables[app]} SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2`, [
      row.id,
      now,
    ])
  }
  const personId = row.person_id as Id<'person'>
  const sessionId = row.id as Id<'session'>
  if (app === 'admin') return { kind: 'member', personId, sessionId, grants: toGrants(row.rights) }
  return {
    kind: 'developer',
    personId,
    sessionId,
    teams: new Map(row.rights.map((right) => [right.teamId ?? '', right.role])),
  }
}
