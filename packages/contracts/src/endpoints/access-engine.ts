import { z } from 'zod'
import { accessDiff, accessVerdict, diffOperation } from '../access-diff.ts'
import { exampleCaller, ruling } from '../access-rules.ts'
import { httpMethod } from '../api-description.ts'
import { apiTokenRule } from '../api-token-rules.ts'
import { askedInstant, download, endpoint, instant } from '../endpoint.ts'
import { guardrailPolicy, guardrailScope } from '../guardrails.ts'
import { groupGift } from '../identity-providers.ts'
import { idOf } from '../ids.ts'
import { jsonObject } from '../json.ts'
import { traceStep, validationFinding } from '../usage-event.ts'
import { planStageLimits, productItemInput } from './products.ts'
import { stageName, versionPath } from './version-path.ts'

const tag = 'Access'
const named = <K extends 'team' | 'application' | 'stage' | 'api' | 'version'>(kind: K) =>
  z.strictObject({ id: idOf(kind), name: z.string() })

/** One link of the chain that decides, in the order in which the gateway asks. */
export const chainStep = z.strictObject({
  step: z.enum([
    'caller',
    'version',
    'credential',
    'application',
    'subscription',
    'product',
    'scopes',
    'rule',
    'guardrail',
    'requirement',
  ]),
  outcome: z.enum(['passed', 'refused', 'depends', 'skipped']),
  sentence: z.string(),
  /** Where that is set: a path of the console. */
  href: z.string().nullable(),
})
export type ChainStep = z.infer<typeof chainStep>

export const matrixFilter = z.strictObject({
  /** Slug or id; absent: the last stage. */
  stage: stageName.optional(),
  application: idOf('application').optional(),
  team: idOf('team').optional(),
  product: idOf('product').optional(),
  api: z.string().max(80).optional(),
  tag: z.string().max(100).optional(),
  /** Rows and columns without such a cell are left out. */
  verdict: accessVerdict.optional(),
  /** Part of an application's or a team's name, or of a path, an API's name or a method. */
  q: z.string().trim().max(100).optional(),
})
export type MatrixFilter = z.input<typeof matrixFilter>

export const matrixOperation = z.strictObject({
  id: idOf('operation'),
  method: httpMethod,
  path: z.string(),
  /** Place in `versions`. */
  version: z.number().int(),
  /** Nobody needs a credential. */
  anonymous: z.boolean(),
})

export const accessMatrix = z.strictObject({
  stage: z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string(), exposure: z.string() }),
  /** Which snapshot it was computed from, and when. */
  snapshot: z.string().nullable(),
  at: instant,
  versions: z.array(
    z.strictObject({
      id: idOf('version'),
      name: z.string(),
      api: z.strictObject({ id: idOf('api'), slug: z.string(), name: z.string() }),
    }),
  ),
  operations: z.array(matrixOperation),
  applications: z.array(z.strictObject({ id: idOf('application'), name: z.string(), team: named('team') })),
  /** What cells say: a cell is a place in this list. */
  reasons: z.array(z.strictObject({ verdict: accessVerdict, code: z.string().nullable(), sentence: z.string() })),
  /** Row by row in runs: how many cells, and which reason; two bytes each, little-endian, base64. */
  cells: z.string(),
  counts: z.strictObject({ allow: z.number().int(), deny: z.number().int(), depends: z.number().int() }),
  /** What the filter matches beyond what is shown. */
  more: z.strictObject({ applications: z.number().int(), operations: z.number().int() }),
  /** What filters can choose from. */
  filters: z.strictObject({
    stages: z.array(z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string() })),
    teams: z.array(named('team')),
    products: z.array(z.strictObject({ id: idOf('product'), name: z.string() })),
    apis: z.array(z.strictObject({ slug: z.string(), name: z.string() })),
    tags: z.array(z.string()),
  }),
})
export type AccessMatrix = z.infer<typeof accessMatrix>

export const getAccessMatrix = endpoint({
  id: 'access.matrix',
  method: 'GET',
  path: '/access/matrix',
  tag,
  summary: 'Who can call what on a stage',
  description:
    'Applications by operations, computed by the gateway’s own decision from what runs and from the rows that gateways have. A cell says what a call would meet now, apart from limits and from what the contract says of it.',
  audience: 'management',
  permission: 'api.read',
  query: matrixFilter.extend({
    /** Most rows and columns. */
    applications: z.coerce.number().int().min(1).max(1_000).default(500),
    operations: z.coerce.number().int().min(1).max(2_000).default(500),
  }),
  response: accessMatrix,
})

export const exportAccessMatrix = endpoint({
  id: 'access.matrix-export',
  method: 'GET',
  path: '/access/matrix/export',
  tag,
  summary: 'The matrix as CSV, a line a cell',
  audience: 'management',
  permission: 'api.read',
  query: matrixFilter,
  download: ['text/csv'],
  response: download,
})

export const accessCell = z.strictObject({
  verdict: accessVerdict,
  code: z.string().nullable(),
  sentence: z.string(),
  stage: named('stage'),
  application: z.strictObject({ id: idOf('application'), name: z.string(), team: named('team') }),
  operation: diffOperation,
  /** What it depends on, in words. */
  depends: z.array(z.string()),
  chain: z.array(chainStep),
  /** Of the chain: the one that the application would get furthest with; null: it has none. */
  credential: z.strictObject({ id: idOf('credential'), name: z.string(), kind: z.enum(['key', 'client']) }).nullable(),
})
export type AccessCell = z.infer<typeof accessCell>

export const getAccessCell = endpoint({
  id: 'access.cell',
  method: 'GET',
  path: '/access/matrix/cell',
  tag,
  summary: 'Why an application can call an operation, or not',
  audience: 'management',
  permission: 'api.read',
  query: z.strictObject({ stage: stageName, application: idOf('application'), operation: idOf('operation') }),
  response: accessCell,
})

/** Who calls, in a simulation. Keys are never asked for: a credential is named by its id. */
export const simulatedCaller = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('nobody') }),
  z.strictObject({
    as: z.literal('credential'),
    credentialId: idOf('credential'),
    /** Of an OAuth client: what its token would carry. */
    scopes: z.array(z.string().min(1).max(200)).max(100).optional(),
    endUser: z.boolean().optional(),
    claims: jsonObject.optional(),
  }),
  /** With the credential that gets furthest; without one, with a key as it could be made now. */
  z.strictObject({ as: z.literal('application'), applicationId: idOf('application') }),
  /** Verified as the gateway does; neither stored nor logged. */
  z.strictObject({ as: z.literal('token'), token: z.string().trim().min(1).max(16_384) }),
  z.strictObject({ as: z.literal('made-up'), caller: exampleCaller }),
])
export type SimulatedCaller = z.infer<typeof simulatedCaller>

const header = z.strictObject({
  name: z
    .string()
    .max(200)
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/),
  value: z.string().max(8_000),
})

export const simulation = z.strictObject({
  stage: stageName,
  caller: simulatedCaller,
  /** A request by its target below the gateway’s address, or an operation, whose request is made from its contract. */
  request: z.discriminatedUnion('of', [
    z.strictObject({
      of: z.literal('request'),
      method: z.string().regex(/^[A-Z]{1,20}$/),
      target: z.string().min(1).max(8_000).startsWith('/'),
    }),
    z.strictObject({ of: z.literal('operation'), operationId: idOf('operation') }),
  ]),
  headers: z.array(header).max(100).default([]),
  body: z.string().max(262_144).optional(),
  /** Where the call comes from. */
  address: z.string().max(64).default('192.0.2.1'),
  /** Absent: now. */
  at: askedInstant.optional(),
})

export const simulationResult = z.strictObject({
  verdict: z.enum(['allow', 'deny']),
  /** What a gateway would answer; null: it would let the call go on. */
  problem: z
    .strictObject({ code: z.string(), status: z.number().int(), title: z.string(), detail: z.string().nullable() })
    .nullable(),
  sentence: z.string(),
  operation: diffOperation.nullable(),
  application: z.strictObject({ id: idOf('application'), name: z.string() }).nullable(),
  ruling: ruling.nullable(),
  trace: z.array(traceStep),
  findings: z.array(validationFinding),
  /** Headers that the answer would carry. */
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  chain: z.array(chainStep),
  /** Limits stand as they would for a first call: a simulation takes from none. */
  request: z.strictObject({ method: z.string(), target: z.string() }),
  snapshot: z.string().nullable(),
  at: instant,
})
export type SimulationResult = z.infer<typeof simulationResult>

export const simulateAccess = endpoint({
  id: 'access.simulate',
  method: 'POST',
  path: '/access/simulations',
  tag,
  summary: 'Would this call be let in?',
  description:
    'Judged by the gateway’s own decision on what runs now. No traffic, no backend, nothing is taken from a limit or a quota.',
  audience: 'management',
  permission: 'api.read',
  body: simulation,
  response: simulationResult,
})

/** Callers and operations that the simulator offers. */
export const simulatorChoices = z.strictObject({
  stages: z.array(z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string() })),
  stage: z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string(), gatewayUrl: z.string() }),
  applications: z.array(
    z.strictObject({
      id: idOf('application'),
      name: z.string(),
      team: z.string(),
      credentials: z.array(
        z.strictObject({
          id: idOf('credential'),
          kind: z.enum(['key', 'client']),
          name: z.string(),
          last4: z.string(),
          scopes: z.array(z.string()),
          state: z.enum(['active', 'expired', 'revoked']),
        }),
      ),
    }),
  ),
  operations: z.array(
    z.strictObject({
      id: idOf('operation'),
      method: httpMethod,
      path: z.string(),
      api: z.string(),
      version: z.string(),
      basePath: z.string(),
    }),
  ),
})
export type SimulatorChoices = z.infer<typeof simulatorChoices>

export const getSimulatorChoices = endpoint({
  id: 'access.simulator-choices',
  method: 'GET',
  path: '/access/simulator',
  tag,
  summary: 'Callers and operations that a simulation can be about',
  audience: 'management',
  permission: 'api.read',
  query: z.strictObject({ stage: stageName.optional() }),
  response: simulatorChoices,
})

/** A guardrail as it would be; absent `id`: a new one. */
export const proposedGuardrail = z.strictObject({
  id: idOf('guardrail').optional(),
  policy: guardrailPolicy,
  options: jsonObject,
  scope: guardrailScope,
  /** False: it is taken away. */
  enabled: z.boolean().default(true),
})

/** What would be changed. The answer is computed, nothing is. */
export const proposedChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('guardrail'), guardrail: proposedGuardrail }),
  z.strictObject({ kind: z.literal('product'), productId: idOf('product'), items: z.array(productItemInput).max(100) }),
  /** Limits of a plan's next version, for who is subscribed. */
  z.strictObject({ kind: z.literal('plan'), planId: idOf('plan'), limits: planStageLimits }),
  z.strictObject({
    kind: z.literal('token-rules'),
    apiId: idOf('api'),
    stageId: idOf('stage'),
    rules: z
      .array(z.strictObject({ identityProviderId: idOf('identityProvider').nullable(), rule: apiTokenRule }))
      .max(50),
  }),
  z.strictObject({
    kind: z.literal('identity-provider'),
    identityProviderId: idOf('identityProvider'),
    enabled: z.boolean(),
  }),
  /** Of a directory: what persons get and lose in console and portal. */
  z.strictObject({ kind: z.literal('group-mapping'), directoryGroupId: idOf('directoryGroup'), gives: groupGift }),
  z.strictObject({ kind: z.literal('group-unmapping'), groupMappingId: idOf('groupMapping') }),
  z.strictObject({
    kind: z.literal('placement'),
    ...versionPath.shape,
    stage: stageName,
    act: z.enum(['deploy', 'promote', 'rollback']),
  }),
])
export type ProposedChange = z.output<typeof proposedChange>

export const previewAccessDiff = endpoint({
  id: 'access.diff',
  method: 'POST',
  path: '/access/diffs',
  tag,
  summary: 'Who would gain and lose what by a change',
  description:
    'Judges every application and operation that the change can concern before and after it, by the gateway’s own decision. Only what the caller may see is named; the rest is counted.',
  audience: 'management',
  permission: 'api.read',
  body: z.strictObject({ change: proposedChange }),
  response: accessDiff,
})
