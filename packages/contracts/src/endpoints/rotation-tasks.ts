import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { seenCredentialRule } from '../organization-settings.ts'

const tag = 'Rotation tasks'
const params = z.strictObject({ rotationTaskId: idOf('rotationTask') })

/** A secret that somebody has seen who may not use it any more. */
export const rotationTaskView = z.strictObject({
  id: idOf('rotationTask'),
  /** A key or client of a team's application, or a key for the management API. */
  secret: z.strictObject({
    kind: z.enum(['key', 'client', 'management-key']),
    id: z.string(),
    name: z.string(),
    /** Its last characters, or its first ones: enough to recognise it. */
    mark: z.string(),
    stage: z.string().nullable(),
    /** Until the question is decided: keys of applications go on, keys for the management API are refused. */
    works: z.boolean(),
  }),
  /** The application, or the service account. */
  owner: z.strictObject({ kind: z.enum(['application', 'serviceAccount']), id: z.string(), name: z.string() }),
  team: z.strictObject({ id: idOf('team'), name: z.string() }),
  person: z.strictObject({ id: idOf('person'), name: z.string() }),
  reason: z.enum(['deactivated', 'left-team']),
  sentence: z.string(),
  dueAt: instant,
  createdAt: instant,
  decision: z.enum(['keep', 'rotated', 'stopped']).nullable(),
  decidedAt: instant.nullable(),
})
export type RotationTaskView = z.infer<typeof rotationTaskView>

export const listRotationTasks = endpoint({
  id: 'rotationTasks.list',
  method: 'GET',
  path: '/rotation-tasks',
  tag,
  summary: 'Secrets that somebody has seen who may not use them any more; what is due first comes first',
  audience: 'management',
  permission: 'application.manage',
  query: pageQuery.extend({ state: z.enum(['open', 'decided']).default('open') }),
  response: pageOf(rotationTaskView),
})

export const decideRotationTask = endpoint({
  id: 'rotationTasks.decide',
  method: 'POST',
  path: '/rotation-tasks/{rotationTaskId}/decide',
  tag,
  summary: 'Keep, rotate or stop a secret',
  description:
    'keep: it stays as it is. rotate: it ends when the task is due, and the team is told to replace it. stop: it is revoked now.',
  audience: 'management',
  permission: 'application.manage',
  params,
  body: z.strictObject({ decision: z.enum(['keep', 'rotate', 'stop']) }),
  response: rotationTaskView,
})

export const seenCredentialsView = z.strictObject({ rule: seenCredentialRule, etag })

export const getSeenCredentialRule = endpoint({
  id: 'rotationTasks.getRule',
  method: 'GET',
  path: '/organization/seen-credentials',
  tag,
  summary: 'What becomes of credentials that somebody has seen who may not use them any more',
  audience: 'management',
  permission: 'identity.read',
  response: seenCredentialsView,
  etag: 'sent',
})

export const putSeenCredentialRule = endpoint({
  id: 'rotationTasks.putRule',
  method: 'PUT',
  path: '/organization/seen-credentials',
  tag,
  summary: 'Set what becomes of them',
  audience: 'management',
  permission: 'identity.manage',
  body: seenCredentialRule,
  response: seenCredentialsView,
  etag: 'required',
})
