import { z } from 'zod'
import { askedInstant, endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { ciRun } from '../revision-origin.ts'
import { stageValues } from '../stage-values.ts'
import { deploymentView, deployPreview, receiptsView } from './deployment-views.ts'
import { stageRef } from './stages.ts'
import { revisionNumber, stageName, versionPath } from './version-path.ts'

const note = z.string().trim().max(500).optional()

/** Answer of deploy and rollback. */
export const deployAnswer = z.strictObject({
  deployment: deploymentView,
  /** False when exactly this ran there already: nothing was changed. */
  changed: z.boolean(),
  /** `r12 runs on Production now; waiting for 4 gateways.` */
  sentence: z.string(),
})

export const listDeployments = endpoint({
  id: 'deployments.list',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/deployments',
  tag: 'Deployments',
  summary: 'History of what ran on the stages, newest first',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({ ...pageQuery.shape, stage: stageName.optional() }),
  response: pageOf(deploymentView),
})

export const previewDeploy = endpoint({
  id: 'deployments.preview',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/deploy-preview',
  tag: 'Deployments',
  summary: 'What a deploy, promotion or rollback would do',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({
    act: z.enum(['deploy', 'promote', 'rollback']),
    stage: stageName,
    /** Of a rollback: the deployment to return to. */
    deployment: z.string().optional(),
  }),
  response: deployPreview,
})

export const deploy = endpoint({
  id: 'deployments.deploy',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deployments',
  tag: 'Deployments',
  summary: 'Deploy the working copy to a stage that accepts deploys',
  description: 'With If-Match, only the working copy that was seen is deployed.',
  audience: 'management',
  permission: 'api.deploy',
  params: versionPath,
  body: z.strictObject({
    stage: stageName,
    note,
    /** The run of a pipeline that deploys it; stored with the revision that it makes. */
    ci: ciRun.optional(),
  }),
  response: deployAnswer,
  status: 201,
})

export const rollback = endpoint({
  id: 'deployments.rollback',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/rollbacks',
  tag: 'Deployments',
  summary: 'Run an earlier revision with its stage values again',
  description:
    'Contract, policies, mapping and stage values go back; keys, subscriptions, plans and secret values stay.',
  audience: 'management',
  permission: 'api.deploy',
  params: versionPath,
  body: z.strictObject({
    stage: stageName,
    /** Absent: what ran before. */
    deployment: z.string().optional(),
    note,
  }),
  response: deployAnswer,
  status: 201,
})

export const getDeployment = endpoint({
  id: 'deployments.get',
  method: 'GET',
  path: '/deployments/{deployment}',
  tag: 'Deployments',
  summary: 'A deployment with its receipts',
  audience: 'management',
  permission: 'api.read',
  params: z.strictObject({ deployment: z.string() }),
  response: deploymentView,
})

export const takeOffStage = endpoint({
  id: 'deployments.take-off',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deployments/take-off',
  tag: 'Deployments',
  summary: 'Take a version off a stage',
  description:
    'Its gateways there answer 404 from then on. Keys, subscriptions, stage values and history stay; a rollback or a deploy brings it back. Refused where it does not run, and while a canary runs.',
  audience: 'management',
  permission: 'api.deploy',
  params: versionPath,
  body: z.strictObject({
    stage: stageName,
    /** Number that was looked at: another one running there is refused. */
    revision: revisionNumber.optional(),
    reason: note,
  }),
  response: z.strictObject({
    stage: stageRef,
    /** Whose receipts say which gateways have let it go. */
    deployment: z.string(),
    revision: z.number().int(),
    /** `Orders v2 r12 is taken off Staging: its gateways answer 404.` */
    sentence: z.string(),
  }),
})

export const previewTakeOff = endpoint({
  id: 'deployments.preview-take-off',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/deployments/take-off',
  tag: 'Deployments',
  summary: 'What ends when a version is taken off a stage',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({ stage: stageName }),
  response: z.strictObject({
    stage: stageRef,
    /** What runs there; null: nothing. */
    revision: z.number().int().nullable(),
    act: z.strictObject({ allowed: z.boolean(), why: z.string().nullable() }),
    /** One sentence each. */
    ends: z.array(z.string()),
    /** That called it there in the last 30 days, at most 100. */
    applications: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        team: z.strictObject({ id: z.string(), name: z.string() }),
        calls: z.number().int(),
      }),
    ),
  }),
})

export const getReceipts = endpoint({
  id: 'changes.receipts',
  method: 'GET',
  path: '/changes/{seq}/receipts',
  tag: 'Deployments',
  summary: 'Which gateways run a change since when',
  audience: 'management',
  permission: 'stage.read',
  params: z.strictObject({ seq: z.coerce.number().int().positive() }),
  query: z.strictObject({ stage: stageName.optional() }),
  response: receiptsView,
})

/** Values of one version on one stage, with what the working copy and its revisions name but the stage lacks. */
export const stageValuesView = z.strictObject({
  stage: stageRef,
  /** 0: none saved yet. */
  number: z.number().int().nonnegative(),
  values: stageValues,
  savedAt: instant.nullable(),
  /** Number that runs; null while nothing does. */
  deployedNumber: z.number().int().nullable(),
  backends: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      /** Null: none, or the mock. */
      url: z.string().nullable(),
      mock: z.boolean(),
    }),
  ),
  secrets: z.array(
    z.strictObject({
      name: z.string(),
      version: z.number().int().nullable(),
      setAt: instant.nullable(),
      /** When the backend will stop taking it, where somebody said so. */
      expiresAt: instant.nullable(),
      used: z.boolean(),
    }),
  ),
  /** Named by the working copy or the values, but not set. */
  missing: z.array(z.strictObject({ kind: z.enum(['backend', 'secret']), name: z.string() })),
  etag,
})
export type StageValuesView = z.infer<typeof stageValuesView>

const valuesPath = z.strictObject({ ...versionPath.shape, stage: stageName })

export const listStageValues = endpoint({
  id: 'stage-values.list',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/stage-values',
  tag: 'Stage values',
  summary: 'Values of a version on every stage',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: z.strictObject({ items: z.array(stageValuesView) }),
})

export const getStageValues = endpoint({
  id: 'stage-values.get',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/stage-values/{stage}',
  tag: 'Stage values',
  summary: 'Values of a version on a stage',
  audience: 'management',
  permission: 'api.read',
  params: valuesPath,
  response: stageValuesView,
  etag: 'sent',
})

export const putStageValues = endpoint({
  id: 'stage-values.put',
  method: 'PUT',
  path: '/apis/{api}/versions/{version}/stage-values/{stage}',
  tag: 'Stage values',
  summary: 'Save the values of a version on a stage',
  description: 'A saved value runs from the next deploy, promotion or redeploy on.',
  audience: 'management',
  permission: 'api.edit',
  params: valuesPath,
  body: z.strictObject({ values: stageValues }),
  response: stageValuesView,
  etag: 'required',
})

export const setSecret = endpoint({
  id: 'secrets.put',
  method: 'PUT',
  path: '/apis/{api}/versions/{version}/stage-values/{stage}/secrets/{secret}',
  tag: 'Stage values',
  summary: 'Set a secret; it is never shown again',
  description: 'A header of a backend uses it by name. A new value reaches the gateways at once, without a deploy.',
  audience: 'management',
  permission: 'api.edit',
  params: z.strictObject({
    ...valuesPath.shape,
    secret: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/),
  }),
  body: z.strictObject({
    value: z.string().min(1).max(8_000),
    /** When the backend will stop taking it; pages warn in time. Absent or null: not known. */
    expiresAt: askedInstant.nullable().optional(),
  }),
  response: z.strictObject({
    name: z.string(),
    version: z.number().int(),
    setAt: instant,
    expiresAt: instant.nullable(),
  }),
})
