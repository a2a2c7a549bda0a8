import { deleteRecord, findRecord, putRecord } from '@gatehouse/auth/issuer/record-store'
import { newSid } from '@gatehouse/auth/session-token'
import type { Context } from '../grammar/context.ts'
import { readIssuerPolicy } from '../issuer/policy.ts'

type Deps = Pick<Context, 'db' | 'now'>
const model = 'PortalSession'

/** An end user's session at the portal's own pages (his consents). Writer beside verbs, like the sessions of persons. */
export async function openEndUserSession(deps: Deps, endUserId: string): Promise<{ sid: string; seconds: number }> {
  const { policy } = await readIssuerPolicy(deps.db.prisma)
  const seconds = policy.lifetimes.sessionSeconds
  const sid = newSid()
  await putRecord(deps.db.pool, model, sid, { accountId: endUserId }, seconds)
  await deps.db.pool.query('UPDATE end_user SET last_sign_in_at = $2 WHERE id = $1', [endUserId, deps.now()])
  return { sid, seconds }
}

export type EndUserSession = { endUserId: string; name: string; email: string | null }

/** Who a session's cookie belongs to; undefined once it ended or he was deactivated. */
export async function readEndUserSession(deps: Deps, sid: string): Promise<EndUserSession | undefined> {
  const endUserId = (await findRecord(deps.db.pool, model, sid))?.accountId
  if (typeof endUserId !== 'string') return undefined
  const row = await deps.db.prisma.endUser.findUnique({ where: { id: endUserId, deactivatedAt: null } })
  return row ? { endUserId, name: row.name, email: row.email } : undefined
}

export async function closeEndUserSession(deps: Deps, sid: string): Promise<void> {
  await deleteRecord(deps.db.pool, model, sid)
}
