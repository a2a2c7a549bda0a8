import { z } from 'zod'
import { askedInstant } from './endpoint.ts'
import { idOf } from './ids.ts'

/** An action, whole (`application.create`) or its first part (`application`). */
export const auditAction = z
  .string()
  .max(80)
  .regex(/^[\w-]+(\.[\w-]+)*$/, { error: 'must be an action such as plan.revise, or its first part' })

const name = z.string().min(1).max(120)

/** What is looked for in the audit log; everything that is given must hold. */
export const auditSearch = z.strictObject({
  /** A person, a service account or another actor, by id. */
  actorId: name.optional(),
  targetId: name.optional(),
  targetKind: name.optional(),
  /** One of these. */
  action: z.array(auditAction).max(50).optional(),
  apiId: idOf('api').optional(),
  teamId: idOf('team').optional(),
  from: askedInstant.optional(),
  to: askedInstant.optional(),
  requestId: name.optional(),
  /** Words, or beginnings of words, of fields and values before and after: `limit` finds `rateLimit`. */
  text: z.string().trim().min(1).max(200).optional(),
})
export type AuditSearch = z.infer<typeof auditSearch>

/** Which entries a sink or a webhook is sent; empty lists mean all. */
export const auditStreamFilter = z.strictObject({
  actions: z.array(auditAction).max(50).default([]),
  apiIds: z.array(idOf('api')).max(50).default([]),
  teamIds: z.array(idOf('team')).max(50).default([]),
})
export type AuditStreamFilter = z.infer<typeof auditStreamFilter>

/** Whether an entry is one that the filter lets through. */
export function passesAuditFilter(
  filter: AuditStreamFilter,
  entry: { action: string; apiId: string | null; teamId: string | null },
): boolean {
  const { actions, apiIds, teamIds } = filter
  return (
    (actions.length === 0 || actions.some((one) => entry.action === one || entry.action.startsWith(`${one}.`))) &&
    (apiIds.length === 0 || apiIds.some((id) => id === entry.apiId)) &&
    (teamIds.length === 0 || teamIds.some((id) => id === entry.teamId))
  )
}
