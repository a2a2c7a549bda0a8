import { z } from 'zod'
import { actorView, askedInstant, endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { json } from '../json.ts'

const tag = 'Audit'

export const auditRow = z.strictObject({
  seq: z.string(),
  at: instant,
  /** The name is empty where the reader may not see persons, or the person was erased. */
  actor: actorView,
  /** `application.create` */
  action: z.string(),
  target: z.strictObject({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  apiId: z.string().nullable(),
  teamId: z.string().nullable(),
  before: json.nullable(),
  after: json.nullable(),
  requestId: z.string().nullable(),
  hash: z.string(),
})
export type AuditRow = z.infer<typeof auditRow>

export const listAudit = endpoint({
  id: 'audit.list',
  method: 'GET',
  path: '/audit',
  tag,
  summary: 'Who did what, newest first',
  audience: 'management',
  permission: 'audit.read',
  query: pageQuery.extend({
    actorId: z.string().max(80).optional(),
    targetId: z.string().max(80).optional(),
    /** Whole (`application.create`) or its first part (`application`). */
    action: z
      .string()
      .max(80)
      .regex(/^[\w-]+(\.[\w-]+)*$/)
      .optional(),
    apiId: idOf('api').optional(),
    teamId: idOf('team').optional(),
    from: askedInstant.optional(),
    to: askedInstant.optional(),
  }),
  response: pageOf(auditRow),
})

export const verifyAudit = endpoint({
  id: 'audit.verify',
  method: 'GET',
  path: '/audit/verification',
  tag,
  summary: 'Recompute the hash chain',
  audience: 'management',
  permission: 'audit.read',
  response: z.strictObject({
    intact: z.boolean(),
    rows: z.number().int(),
    /** First row whose hash or link is wrong. */
    brokenSeq: z.string().nullable(),
    /** Hash of the last row that was right; keep it elsewhere to notice a cut end. */
    headHash: z.string(),
    headSeq: z.string(),
  }),
})
