import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { lifecycleState } from '../snapshot.ts'
import { changeCounts, deploymentView } from './deployment-views.ts'
import { pauseView } from './pauses.ts'
import { promotionState } from './promotion-views.ts'
import { frozen, stageRef } from './stages.ts'
import { apiPath, namedTeam, slug, stageName, versionPath } from './version-path.ts'

export const audience = z.enum(['internal', 'partner', 'public'])
export type Audience = z.infer<typeof audience>

export const namedVersion = z.strictObject({ id: z.string(), name: z.string(), basePath: z.string() })

/** What is wrong with an API, each with the page that mends it. */
export const apiFlag = z.strictObject({
  flag: z.enum([
    'unowned',
    'behind',
    'unhealthy',
    'no-contact',
    'undeployed-changes',
    'callers-after-sunset',
    'response-findings',
    'secret-expiring',
    'certificate-expiring',
    'no-calls',
  ]),
  sentence: z.string(),
  /** Path below the API's page where it is mended: `settings`, `deployments`; empty: the page itself. */
  mend: z.string(),
})
export const apiFlagName = apiFlag.shape.flag

/** One version on one stage in the list of APIs. */
export const stageCell = z.strictObject({
  stageId: z.string(),
  /** Null: nothing runs there. */
  revision: z.number().int().nullable(),
  since: instant.nullable(),
  by: z.string().nullable(),
  confirmed: z.number().int(),
  refused: z.number().int(),
  gateways: z.number().int(),
  /** Revisions behind the stage before. */
  behind: z.number().int().nonnegative(),
})

const listedVersion = z.strictObject({
  ...namedVersion.shape,
  state: lifecycleState,
  /** Names of the portals that show it. */
  portals: z.array(z.string()),
  operations: z.number().int(),
  undeployedChanges: z.boolean(),
  /** In the order of `stages`. */
  stages: z.array(stageCell),
})

export const apiItem = z.strictObject({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  audience,
  team: namedTeam,
  tags: z.array(z.string()),
  versions: z.array(listedVersion),
  flags: z.array(apiFlag),
  createdAt: instant,
})
export type ApiItem = z.infer<typeof apiItem>

export const listApis = endpoint({
  id: 'apis.list',
  method: 'GET',
  path: '/apis',
  tag: 'APIs',
  summary: 'List APIs with what runs where',
  audience: 'management',
  permission: 'api.read',
  query: z.strictObject({
    ...pageQuery.shape,
    q: z.string().max(200).optional(),
    team: z.string().optional(),
    tag: z.string().max(40).optional(),
    audience: audience.optional(),
    state: lifecycleState.optional(),
    flag: apiFlagName.optional(),
  }),
  response: z.strictObject({
    ...pageOf(apiItem).shape,
    /** Columns of each version's `stages`. */
    stages: z.array(stageRef),
    /** What the reader can filter by. */
    filters: z.strictObject({ teams: z.array(namedTeam), tags: z.array(z.string()) }),
    /** APIs that the filter matches. */
    total: z.number().int(),
  }),
})

export const apiView = z.strictObject({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  purpose: z.string(),
  /** By what its people will know that it is worth having. */
  successMeasure: z.string(),
  audience,
  team: namedTeam,
  contactEmail: z.string().nullable(),
  repositoryUrl: z.string().nullable(),
  supportUrl: z.string().nullable(),
  tags: z.array(z.string()),
  versions: z.array(z.strictObject({ ...namedVersion.shape, state: lifecycleState })),
  createdAt: instant,
  etag,
})
export type ApiView = z.infer<typeof apiView>

const apiFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  summary: z.string().trim().max(300),
  purpose: z.string().trim().max(4_000),
  successMeasure: z.string().trim().max(1_000),
  audience,
  teamId: z.string(),
  contactEmail: z.email().max(254).nullable(),
  repositoryUrl: z.url({ protocol: /^https?$/ }).nullable(),
  supportUrl: z.url({ protocol: /^https?$/ }).nullable(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20),
})

export const createApi = endpoint({
  id: 'apis.create',
  method: 'POST',
  path: '/apis',
  tag: 'APIs',
  summary: 'Create an API with an empty first version',
  audience: 'management',
  permission: 'api.create',
  body: z.strictObject({
    name: apiFields.shape.name,
    teamId: apiFields.shape.teamId,
    slug: slug.optional(),
    audience: audience.default('internal'),
    summary: apiFields.shape.summary.default(''),
    purpose: apiFields.shape.purpose.default(''),
    successMeasure: apiFields.shape.successMeasure.default(''),
    tags: apiFields.shape.tags.default([]),
    versionName: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,29}$/)
      .default('v1'),
  }),
  response: apiView,
  status: 201,
  etag: 'sent',
})

export const getApi = endpoint({
  id: 'apis.get',
  method: 'GET',
  path: '/apis/{api}',
  tag: 'APIs',
  summary: 'Get an API',
  audience: 'management',
  permission: 'api.read',
  params: apiPath,
  response: apiView,
  etag: 'sent',
})

export const updateApi = endpoint({
  id: 'apis.update',
  method: 'PATCH',
  path: '/apis/{api}',
  tag: 'APIs',
  summary: 'Change an API',
  audience: 'management',
  permission: 'api.edit',
  params: apiPath,
  body: apiFields.partial(),
  response: apiView,
  etag: 'required',
})

/** One act of a page; shown disabled with `why` where the reader may not. */
export const actView = z.strictObject({ allowed: z.boolean(), why: z.string().nullable() })

export const pipelineCard = z.strictObject({
  stage: stageRef,
  /** Address that a caller uses: the stage's address and the base path. */
  host: z.string(),
  /** What runs, with its receipts. */
  deployment: deploymentView.nullable(),
  /** Set while a gateway refuses what was deployed: the revision that it goes on serving. */
  stillServing: z.number().int().nullable(),
  gateways: z.strictObject({ total: z.number().int(), connected: z.number().int(), lastSeenAt: instant.nullable() }),
  /** `Production is 2 revisions behind Staging`; null when it is not. */
  behind: z.strictObject({ revisions: z.number().int(), sentence: z.string() }).nullable(),
  /** What the stage before runs beyond this one; null on the first stage and where the stage before runs nothing. */
  incoming: z
    .strictObject({ fromStageId: z.string(), fromRevision: z.number().int(), counts: changeCounts, same: z.boolean() })
    .nullable(),
  /** Saved stage values that do not run yet. */
  valuesChanged: z.boolean(),
  missingValues: z.array(z.string()),
  frozen: frozen.nullable(),
  /** The revision that takes a part of the traffic beside `deployment`. */
  canary: z
    .strictObject({ deploymentId: z.string(), revision: z.number().int(), weight: z.number().int(), since: instant })
    .nullable(),
  /** The promotion to this stage that has not ended. */
  promotion: z.strictObject({ id: z.string(), revision: z.number().int(), state: promotionState }).nullable(),
  /** The last gate that was run for it: `last gate: 1 failed`; null: none was. */
  lastGate: z.strictObject({ promotionId: z.string(), sentence: z.string() }).nullable(),
  /** Open ones, oldest first: of the whole version and of its operations. */
  pauses: z.array(pauseView),
  deploy: actView,
  promote: actView,
  rollback: z.strictObject({
    ...actView.shape,
    /** Newest first, at most five. */
    targets: z.array(z.strictObject({ deploymentId: z.string(), revision: z.number().int(), ranUntil: instant })),
  }),
})
export type PipelineCard = z.infer<typeof pipelineCard>

export const primaryAct = z.enum(['add-contract', 'set-backend', 'deploy', 'offer', 'publish', 'promote', 'none'])
export type PrimaryAct = z.infer<typeof primaryAct>

export const checklistStep = z.strictObject({
  step: z.enum(['contract', 'backend', 'deploy', 'offer', 'publish', 'promote']),
  label: z.string(),
  done: z.boolean(),
  /** The first undone one: shown open. */
  open: z.boolean(),
  /** One sentence: what it is, or what was done. */
  detail: z.string(),
})

export const needsYou = z.strictObject({
  kind: z.enum([
    'subscriptions-waiting',
    'gateway-refuses',
    'gateway-away',
    'values-missing',
    'unowned',
    'sunset-near',
  ]),
  sentence: z.string(),
  /** Path in the console where it is done. */
  href: z.string(),
  label: z.string(),
})

export const versionPage = z.strictObject({
  api: apiView,
  version: z.strictObject({
    ...namedVersion.shape,
    state: lifecycleState,
    stateSince: instant,
    stateReason: z.string().nullable(),
    /** Legal next states. */
    moves: z.array(lifecycleState),
    etag,
  }),
  facts: z.strictObject({
    portals: z.array(z.strictObject({ id: z.string(), name: z.string(), url: z.string(), publishedAt: instant })),
    products: z.array(z.strictObject({ id: z.string(), slug: z.string(), name: z.string() })),
    plans: z.number().int(),
    /** With an open subscription. */
    applications: z.number().int(),
    operations: z.number().int(),
    lastDeploy: z
      .strictObject({ at: instant, by: z.string(), stage: z.string(), revision: z.number().int() })
      .nullable(),
    /** `In Developer portal · Production r11 · 2 products · 14 applications` */
    sentence: z.string(),
    /** A call of a known application was stored. */
    calledFromOutside: z.boolean(),
    /** Published, but no stage that is open to developers runs it: preview, not callable yet. */
    previewOnly: z.boolean(),
  }),
  contract: z
    .strictObject({
      title: z.string(),
      contractVersion: z.string(),
      fileName: z.string().nullable(),
      importedAt: instant.nullable(),
    })
    .nullable(),
  /** What is saved but does not run on the first stage; null before the first deploy. */
  undeployed: z.strictObject({ counts: changeCounts, any: z.boolean(), valuesChanged: z.boolean() }).nullable(),
  workingCopyEtag: etag,
  pipeline: z.array(pipelineCard),
  primary: z.strictObject({
    act: primaryAct,
    /** `Promote to Production` */
    label: z.string(),
    stage: stageRef.nullable(),
    ...actView.shape,
  }),
  checklist: z.array(checklistStep),
  /** All six done and called from outside: the page hides the checklist. */
  checklistDone: z.boolean(),
  needsYou: z.array(needsYou).max(5),
  flags: z.array(apiFlag),
  can: z.strictObject({
    edit: actView,
    deploy: actView,
    promote: actView,
    publish: actView,
    offer: actView,
  }),
})
export type VersionPage = z.infer<typeof versionPage>

export const getVersionPage = endpoint({
  id: 'versions.page',
  method: 'GET',
  path: '/apis/{api}/versions/{version}',
  tag: 'APIs',
  summary: 'Everything about a version on one page: what runs where, is it well, what is next',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: versionPage,
})

const stateAnswer = z.strictObject({
  version: z.strictObject({ ...namedVersion.shape, state: lifecycleState, stateSince: instant, etag }),
  moves: z.array(lifecycleState),
  /** Published without a running deployment that developers can reach. */
  previewOnly: z.boolean(),
})

export const moveLifecycle = endpoint({
  id: 'versions.state',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/state',
  tag: 'APIs',
  summary: 'Move a version to another lifecycle state',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: z.strictObject({ state: lifecycleState, reason: z.string().trim().max(500).optional() }),
  response: stateAnswer,
})

export const publishVersion = endpoint({
  id: 'versions.publish',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/listings',
  tag: 'APIs',
  summary: 'Show a version in a portal',
  description: 'A draft becomes Published. Publishing what is shown already changes nothing.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: z.strictObject({
    /** Id or slug; absent: the only portal. */
    portal: z.string().optional(),
  }),
  response: stateAnswer,
  status: 201,
})

export const unpublishVersion = endpoint({
  id: 'versions.unpublish',
  method: 'DELETE',
  path: '/apis/{api}/versions/{version}/listings/{portal}',
  tag: 'APIs',
  summary: 'Take a version out of a portal',
  description: 'Nothing changes at the gateway; the lifecycle state stays.',
  audience: 'management',
  permission: 'api.publish',
  params: z.strictObject({ ...versionPath.shape, portal: stageName }),
  response: stateAnswer,
})
