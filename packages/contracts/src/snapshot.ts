import { z } from 'zod'
import { httpMethod, jsonSchema } from './api-description.ts'
import { idOf } from './ids.ts'
import { jsonObject } from './json.ts'
import { recordingRule } from './stage-rules.ts'

/**
 * Snapshot: all that a gateway of one stage needs from deployed revisions, the stage values pinned with them, guardrails,
 * lifecycle states and pauses. A signed manifest of parts; a part is one deployed revision compiled with its stage values,
 * immutable and named by its hash. Both are canonical JSON (json.ts), so equal state gives equal bytes.
 * Every object is strict: a gateway refuses what it does not know, it never skips it.
 */

export const snapshotFormat = 1

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** One use of a policy. Options are checked by the policy's own definition at build. `enforced` marks a guardrail. */
export const policyUse = z.strictObject({
  policy: z.string(),
  options: jsonObject,
  guardrail: idOf('guardrail').optional(),
})

/** `whole`: of the version's list, not of one operation's; its rulings are the version's. */
export const compiledPolicyUse = policyUse.extend({ whole: z.literal(true).optional() })

/** Whom an API is for. */
export const apiAudience = z.enum(['internal', 'partner', 'public'])

/** A policy that holds at all operations of the stage, or at those of APIs for an audience, with a tag, or both. */
export const guardrailUse = policyUse.extend({ audience: apiAudience.optional(), tag: z.string().optional() })
export type GuardrailUse = z.infer<typeof guardrailUse>

export const keyLocation = z.strictObject({ in: z.enum(['header', 'query']), name: z.string() })

export const compiledParameter = z.strictObject({
  in: z.enum(['path', 'query', 'header', 'cookie']),
  name: z.string(),
  required: z.boolean(),
  style: z.enum(['matrix', 'label', 'simple', 'form', 'spaceDelimited', 'pipeDelimited', 'deepObject']),
  explode: z.boolean(),
  allowReserved: z.boolean(),
  allowEmptyValue: z.boolean(),
  schema: jsonSchema.optional(),
  /** Media type of a `content` parameter (JSON text inside the value); `schema` then judges the parsed value. */
  mediaType: z.string().optional(),
})

export const validationMode = z.enum(['off', 'report', 'block'])
export type ValidationMode = z.infer<typeof validationMode>

/** What happens to what the contract does not declare: it goes on, it is taken out, or the request is refused. */
export const undeclaredRule = z.enum(['pass', 'strip', 'refuse'])
export type UndeclaredRule = z.infer<typeof undeclaredRule>

/** By place; `form` are the fields of form and multipart bodies, `body` the properties of JSON objects at each depth. Absent: `pass`. */
export const undeclaredRules = z.strictObject({
  query: undeclaredRule.optional(),
  header: undeclaredRule.optional(),
  cookie: undeclaredRule.optional(),
  form: undeclaredRule.optional(),
  body: undeclaredRule.optional(),
})
export type UndeclaredRules = z.infer<typeof undeclaredRules>

/** Structural limits of one operation; an absent one is the default of `operation-limits.ts`. */
export const operationLimits = z.strictObject({
  bodyBytes: z.number().int().positive(),
  jsonDepth: z.number().int().positive().optional(),
  /** Of one object. */
  jsonKeys: z.number().int().positive().optional(),
  arrayItems: z.number().int().positive().optional(),
  /** UTF-16 code units of one text, key or value. */
  stringLength: z.number().int().positive().optional(),
  /** Elements one inside the other. */
  xmlDepth: z.number().int().positive().optional(),
  /** Parts of a multipart body, fields of a form. */
  formFields: z.number().int().positive().optional(),
  /** Media type ranges that an uploaded file may declare; absent: any. */
  uploadTypes: z.array(z.string()).optional(),
})
export type OperationLimits = z.infer<typeof operationLimits>

/** A response of the contract as validation and the mock see it. */
export const compiledResponse = z.strictObject({
  /** `200`, `4XX` or `default`. */
  status: z.string(),
  headers: z.array(z.strictObject({ name: z.string(), required: z.boolean(), schema: jsonSchema.optional() })),
  /** By media type range; a type without schema is accepted unjudged. */
  content: z.record(z.string(), z.strictObject({ schema: jsonSchema.optional() })),
})
export type CompiledResponse = z.infer<typeof compiledResponse>

/** One answer that a mock backend can give, made by the compiler from examples and schemas. */
export const mockAnswer = z.strictObject({
  status: z.number().int().min(100).max(599),
  /** Name of the example, for `Prefer: example=NAME`. */
  example: z.string().optional(),
  mediaType: z.string().optional(),
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  body: z.string(),
})
export type MockAnswer = z.infer<typeof mockAnswer>

/** How one field of a form or multipart body is written; absent members are the schema's own way (OpenAPI, Encoding Object). */
export const compiledEncoding = z.strictObject({
  /** Media types or ranges that a part may declare, separated by commas. */
  contentType: z.string().optional(),
  style: z.enum(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']).optional(),
  explode: z.boolean().optional(),
  /** False only where the contract says so: then reserved characters must be escaped. */
  allowReserved: z.boolean().optional(),
  headers: z
    .array(z.strictObject({ name: z.string(), required: z.boolean(), schema: jsonSchema.optional() }))
    .optional(),
})

export const compiledOperation = z.strictObject({
  id: idOf('operation'),
  method: httpMethod,
  /** Template below the version's base path, `/orders/{orderId}`. */
  path: z.string(),
  tags: z.array(z.string()),
  backend: z.string(),
  /** `path` may end in a query, whose values are the mapping's own to write: `/order?id={orderId}`. */
  upstream: z.strictObject({ method: httpMethod, path: z.string() }),
  /** True only when a person marked the operation anonymous, with a reason. */
  anonymous: z.boolean(),
  requestValidation: validationMode,
  parameters: z.array(compiledParameter),
  body: z
    .strictObject({
      required: z.boolean(),
      /** By media type range; a type without schema is accepted unjudged. `encoding`: by field, for form and multipart bodies. */
      content: z.record(
        z.string(),
        z.strictObject({
          schema: jsonSchema.optional(),
          encoding: z.record(z.string(), compiledEncoding).optional(),
        }),
      ),
    })
    .optional(),
  limits: operationLimits,
  undeclared: undeclaredRules.optional(),
  /** Absent: `off`. */
  responseValidation: validationMode.optional(),
  /** Present when responses are validated, or a guardrail asks that they are. */
  responses: z.array(compiledResponse).optional(),
  /** Sets of scopes; a credential must carry every scope of one of them. Absent or empty: none is needed. */
  scopes: z.array(z.array(z.string())).optional(),
  /** Present when the operation's backend is the mock. */
  mock: z.array(mockAnswer).optional(),
  /** How the operation is shown to AI agents, where a product offers it to them. */
  tool: z
    .strictObject({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,48}$/),
      title: z.string().optional(),
      description: z.string(),
      /** What parameters mean, by `in:name`. */
      parameters: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  /** What callers can use of it, with its position in the operation's dictionary (operation-features.ts); absent: none is told apart. */
  features: z.record(z.string(), z.number().int().nonnegative()).optional(),
  policies: z.array(compiledPolicyUse),
})
export type CompiledOperation = z.infer<typeof compiledOperation>

export const compiledBackend = z.strictObject({
  name: z.string(),
  /** http or https, no query; its path is put before the operation's upstream path. */
  url: z.string(),
  connectTimeoutMs: z.number().int().positive(),
  /** Until the first byte of the answer. */
  timeoutMs: z.number().int().positive(),
  /** Headers set on each request to it; a value is text or the id of a secret that travels sealed, outside the snapshot. */
  headers: z.array(
    z.strictObject({ name: z.string(), value: z.string().optional(), secret: idOf('secret').optional() }),
  ),
})

export const snapshotPart = z.strictObject({
  format: z.literal(snapshotFormat),
  kind: z.literal('deployment'),
  deploymentId: idOf('deployment'),
  stageId: idOf('stage'),
  apiId: idOf('api'),
  versionId: idOf('version'),
  revisionId: idOf('revision'),
  revisionNumber: z.number().int().positive(),
  backends: z.array(compiledBackend),
  operations: z.array(compiledOperation),
  /** Shared schemas, `#/schemas/NAME`. */
  schemas: z.record(z.string(), jsonSchema),
  /** Those that judge a response otherwise than a request; the others judge both. Absent: none, or no response is validated. */
  responseSchemas: z.record(z.string(), jsonSchema).optional(),
})
export type SnapshotPart = z.infer<typeof snapshotPart>

export const lifecycleState = z.enum(['draft', 'published', 'deprecated', 'retired'])
export type LifecycleState = z.infer<typeof lifecycleState>

export const pause = z.strictObject({ reason: z.string(), retryAfterSeconds: z.number().int().positive().optional() })

/** How a version ends; all of it by the gateway's clock, with no deploy. Milliseconds since 1970. */
export const snapshotDeprecation = z.strictObject({
  /** From then on answers carry `Deprecation` (RFC 9745), and `Sunset` and links as they are known. */
  deprecatedAt: z.number().int(),
  /** From then on it answers 410. */
  sunsetAt: z.number().int().optional(),
  /** Base address of the successor at this stage's gateways. */
  successor: z.string().optional(),
  /** Page that says how to move. */
  guide: z.string(),
  /** While one of these holds it answers as if the sunset had come; ordered, apart from each other. */
  brownOuts: z.array(z.strictObject({ from: z.number().int(), to: z.number().int() })),
  /** Applications that may call past the sunset, and through brown-outs. */
  extensions: z.array(z.strictObject({ applicationId: idOf('application'), until: z.number().int() })),
})
export type SnapshotDeprecation = z.infer<typeof snapshotDeprecation>

export const snapshotVersion = z.strictObject({
  id: idOf('version'),
  name: z.string(),
  apiId: idOf('api'),
  apiSlug: z.string(),
  /** Present where a guardrail of the stage asks for an audience. */
  audience: apiAudience.optional(),
  /** `/orders/v1`; unique in the stage; no trailing slash. */
  basePath: z.string(),
  state: lifecycleState,
  /** Where a credential may stand, first match wins. Identify happens before the revision is picked, so this is the version's. */
  keyLocations: z.array(keyLocation),
  paused: pause.optional(),
  pausedOperations: z.array(z.strictObject({ id: idOf('operation'), ...pause.shape })),
  deprecation: snapshotDeprecation.optional(),
  /** One or two (canary); weights sum to 100. */
  deployments: z
    .array(z.strictObject({ id: idOf('deployment'), part: hash, weight: z.number().int().min(0).max(100) }))
    .min(1)
    .max(2),
})

/** Features that a snapshot may need; a gateway that lacks one refuses the snapshot (fail closed). */
export const capabilities = [
  'deployment/1',
  'key',
  'rate-limit',
  'quota',
  'validate-parameters',
  'validate-json',
  'canary',
  'deprecation',
  'pause',
  'secret-header',
  'staleness',
  'scopes',
  'validate-content',
  'undeclared',
  'structural-limits',
  'validate-responses',
  'mock',
  'features',
  'upstream-query',
  'access-rules',
  'guardrail-scopes',
  'requirements',
] as const

/** What a gateway does while it hears nothing from the control plane; ages in seconds since it last did. */
export const stalenessRule = z.discriminatedUnion('mode', [
  /** Serves for ever. */
  z.strictObject({ mode: z.literal('serve') }),
  /** Refuses each request from this age on, until it hears again. */
  z.strictObject({ mode: z.literal('refuse'), seconds: z.number().int().min(5).max(2_592_000) }),
])
export type StalenessRule = z.infer<typeof stalenessRule>

export const snapshotManifest = z.strictObject({
  format: z.literal(snapshotFormat),
  stage: z.strictObject({
    id: idOf('stage'),
    slug: z.string(),
    name: z.string(),
    exposure: z.enum(['hidden', 'sandbox', 'live']),
    publicName: z.string().optional(),
    /** Absent: `serve`. */
    staleness: stalenessRule.optional(),
    /** Absent: calls are counted, nothing more is noted of them. */
    recording: recordingRule.optional(),
  }),
  capabilities: z.array(z.string()),
  /** Problems link to `${portalUrl}/requests/${requestId}` and `${portalUrl}/problems/${code}`. */
  portalUrl: z.string(),
  versions: z.array(snapshotVersion),
  /** Guardrails of the stage, in order. They run in their phases before an API's own policies, but for transforms: what they set is set last. */
  guardrails: z.array(guardrailUse),
  parts: z.array(z.strictObject({ hash, bytes: z.number().int().positive() })),
})
export type SnapshotManifest = z.infer<typeof snapshotManifest>

/** Why a snapshot is not built or not applied. */
export const snapshotIssue = z.strictObject({
  code: z.enum([
    'signature',
    'hash',
    'format',
    'capability',
    'policy',
    /** An example of a policy comes out otherwise than its author wrote down. */
    'example',
    'schema',
    'route',
    'backend',
    'internal',
  ]),
  message: z.string(),
  /** Where: part hash, operation id or pointer. */
  where: z.string().optional(),
})
export type SnapshotIssue = z.infer<typeof snapshotIssue>
