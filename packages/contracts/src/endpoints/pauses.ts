import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'
import { stageName, versionPath } from './version-path.ts'

/** A version or one of its operations answers 503 on a stage, with the reason, until it is resumed. */
export const pauseView = z.strictObject({
  id: z.string(),
  stageId: z.string(),
  /** Null: the whole version. */
  operation: z.strictObject({ id: z.string(), key: z.string() }).nullable(),
  reason: z.string(),
  since: instant,
  resumedAt: instant.nullable(),
})
export type PauseView = z.infer<typeof pauseView>

export const pauseVersion = endpoint({
  id: 'versions.pause',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/pauses',
  tag: 'Deployments',
  summary: 'Pause a version, or one operation, on a stage',
  description:
    'Its gateways answer 503 `paused` with the reason and Retry-After from the next snapshot on, without a deploy. It stays paused through deploys and rollbacks.',
  audience: 'management',
  permission: 'api.deploy',
  params: versionPath,
  body: z.strictObject({
    stage: stageName,
    /** Id of an operation; absent: the whole version. */
    operation: z.string().min(1).max(120).optional(),
    /** Callers read it. */
    reason: z.string().trim().min(1).max(300),
  }),
  response: pauseView,
  status: 201,
})

export const resumeVersion = endpoint({
  id: 'versions.resume',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/pauses/{pause}/resume',
  tag: 'Deployments',
  summary: 'End a pause',
  description: 'Ending what has ended already changes nothing.',
  audience: 'management',
  permission: 'api.deploy',
  params: z.strictObject({ ...versionPath.shape, pause: z.string().min(1).max(120) }),
  response: pauseView,
})
