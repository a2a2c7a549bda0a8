import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'
import { idOf } from '../ids.ts'
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

/** All calls of an application, or of a team's applications, are answered 503 on a stage until it is resumed. */
export const callerPauseView = z.strictObject({
  id: z.string(),
  of: z.enum(['application', 'team']),
  /** By its public name where a developer reads it; stages that are closed to developers he does not see. */
  stage: z.strictObject({ id: idOf('stage'), name: z.string() }),
  reason: z.string(),
  since: instant,
  resumedAt: instant.nullable(),
})
export type CallerPauseView = z.infer<typeof callerPauseView>

const pauseId = z.string().min(1).max(120)
const applicationPath = z.strictObject({ applicationId: idOf('application') })
const teamPath = z.strictObject({ teamId: idOf('team') })
const callerPause = z.strictObject({
  stage: stageName,
  /** Callers read it. */
  reason: z.string().trim().min(1).max(300),
})
const whileIt =
  'Gateways answer 503 `paused` with the reason and Retry-After from the next request on, within a second. Keys and subscriptions stay.'

export const pauseApplication = endpoint({
  id: 'applications.pause',
  method: 'POST',
  path: '/applications/{applicationId}/pauses',
  tag: 'Applications',
  summary: 'Pause an application on a stage',
  description: whileIt,
  audience: 'management',
  permission: 'application.manage',
  params: applicationPath,
  body: callerPause,
  response: callerPauseView,
  status: 201,
})

export const resumePausedApplication = endpoint({
  id: 'applications.end-pause',
  method: 'POST',
  path: '/applications/{applicationId}/pauses/{pause}/resume',
  tag: 'Applications',
  summary: 'End a pause of an application',
  description: 'Ending what has ended already changes nothing.',
  audience: 'management',
  permission: 'application.manage',
  params: z.strictObject({ ...applicationPath.shape, pause: pauseId }),
  response: callerPauseView,
})

export const pauseTeam = endpoint({
  id: 'teams.pause',
  method: 'POST',
  path: '/teams/{teamId}/pauses',
  tag: 'Teams',
  summary: 'Pause all applications of a team on a stage',
  description: whileIt,
  audience: 'management',
  permission: 'application.manage',
  params: teamPath,
  body: callerPause,
  response: callerPauseView,
  status: 201,
})

export const resumePausedTeam = endpoint({
  id: 'teams.end-pause',
  method: 'POST',
  path: '/teams/{teamId}/pauses/{pause}/resume',
  tag: 'Teams',
  summary: 'End a pause of a team',
  description: 'Ending what has ended already changes nothing.',
  audience: 'management',
  permission: 'application.manage',
  params: z.strictObject({ ...teamPath.shape, pause: pauseId }),
  response: callerPauseView,
})
