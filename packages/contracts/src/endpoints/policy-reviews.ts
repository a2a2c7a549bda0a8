import { z } from 'zod'
import { endpoint, etag, instant, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { stageName } from './version-path.ts'

const tag = 'Reviews'

/** What can be reviewed: the access part of a version on a stage, a guardrail, an API's token rules on a stage, what a product bundles. */
export const policyKind = z.enum(['version', 'guardrail', 'token-rules', 'product'])
export type PolicyKind = z.infer<typeof policyKind>

/** `due`: what runs was reviewed, longer ago than the organization wants. */
export const reviewState = z.enum(['reviewed', 'changed', 'never', 'due'])
export type ReviewState = z.infer<typeof reviewState>

/** By which act a review was given. */
export const reviewSource = z.enum(['review', 'access-change', 'promotion'])

const named = z.strictObject({ id: z.string(), name: z.string() })

/** Who looked, when, and at what. */
export const reviewView = z.strictObject({
  id: idOf('policyReview'),
  hash: z.string(),
  reviewer: named,
  at: instant,
  note: z.string().nullable(),
  source: reviewSource,
  sourceId: z.string().nullable(),
  stage: named.nullable(),
})
export type ReviewView = z.infer<typeof reviewView>

/** Calls that a policy's rules decided in the last 30 days. */
export const ruleHits = z.strictObject({
  allowed: z.number().int(),
  refused: z.number().int(),
  lastAt: instant.nullable(),
})
export type RuleHits = z.infer<typeof ruleHits>

export const policyRow = z.strictObject({
  kind: policyKind,
  /** Version, guardrail, API (of token rules) or product. */
  subjectId: z.string(),
  title: z.string(),
  /** Page of the console where it is set. */
  href: z.string(),
  /** Null: the same on every stage. */
  stage: z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string() }).nullable(),
  api: z.strictObject({ id: idOf('api'), slug: z.string(), name: z.string() }).nullable(),
  /** Team that owns it; null: Security. */
  owner: named.nullable(),
  /** Of a version: `r12`. */
  revision: z.string().nullable(),
  hash: z.string(),
  state: reviewState,
  /** The newest review: of this hash where there is one, else of what was before. */
  review: reviewView.nullable(),
  /** Since when it is in force like this, and who wrote it, as far as it is known. */
  since: instant.nullable(),
  writer: named.nullable(),
})
export type PolicyRow = z.infer<typeof policyRow>

export const policyStates = z.strictObject({
  reviewed: z.number().int(),
  changed: z.number().int(),
  never: z.number().int(),
  due: z.number().int(),
})

export const listPolicies = endpoint({
  id: 'policies.list',
  method: 'GET',
  path: '/access/policies',
  tag,
  summary: 'Every policy in force, and whether somebody has reviewed it',
  description:
    'What was never reviewed comes first, then what changed since, then what is due again. A review stands for the hash that it names: the same content on another stage needs no second one.',
  audience: 'management',
  permission: 'api.read',
  query: pageQuery.extend({
    state: reviewState.optional(),
    /** Everything that somebody should look at: never reviewed, changed, due. */
    open: z.enum(['true']).optional(),
    kind: policyKind.optional(),
    stage: stageName.optional(),
    api: z.string().max(120).optional(),
    owner: idOf('team').optional(),
    q: z.string().trim().max(100).optional(),
  }),
  response: z.strictObject({
    items: z.array(policyRow),
    next: z.string().nullable(),
    /** Of all that the other filters let through. */
    counts: policyStates,
    filters: z.strictObject({
      stages: z.array(z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string() })),
      apis: z.array(z.strictObject({ slug: z.string(), name: z.string() })),
      owners: z.array(named),
    }),
    /** Whether the reader may review anything at all. */
    mayReview: z.boolean(),
    dueAfterDays: z.number().int().nullable(),
  }),
})
export type PolicyList = z.infer<typeof listPolicies.response>

export const policyExample = z.strictObject({
  title: z.string(),
  expected: z.string(),
  holds: z.boolean(),
  came: z.string(),
})

export type PolicyExample = z.infer<typeof policyExample>

/** One rule or setting with its sentence; rules of `access-rules` have hits and examples. */
export const policyStatement = z.strictObject({
  sentence: z.string(),
  /** Name or place of the rule; null: a setting. */
  rule: z.string().nullable(),
  hits: ruleHits.nullable(),
})
export type PolicyStatement = z.infer<typeof policyStatement>

/** What is said of operations of which it is the same; none: of all of it. */
export const policySection = z.strictObject({
  operations: z.array(z.string()),
  /** Callable without a credential: what stands out on every page. */
  anonymous: z.boolean(),
  statements: z.array(policyStatement),
  examples: z.array(policyExample),
})
export type PolicySection = z.infer<typeof policySection>

const subject = z.strictObject({ kind: policyKind, subject: z.string().min(1).max(64) })
const place = z.strictObject({
  /** Of versions and token rules. */
  stage: stageName.optional(),
  /** Of a version: what this promotion would put in force, before it is. */
  promotion: idOf('promotion').optional(),
})

export const policyDetail = policyRow.extend({
  sections: z.array(policySection),
  /** What differs from the review that stands last, in sentences. */
  changes: z.array(z.string()),
  reviews: z.array(reviewView),
  hits: ruleHits.nullable(),
  mayReview: z.strictObject({ allowed: z.boolean(), why: z.string().nullable() }),
})
export type PolicyDetail = z.infer<typeof policyDetail>

export const getPolicy = endpoint({
  id: 'policies.get',
  method: 'GET',
  path: '/access/policies/{kind}/{subject}',
  tag,
  summary: 'A policy in sentences: what it says, what changed since it was reviewed, how often its rules decided',
  audience: 'management',
  permission: 'api.read',
  params: subject,
  query: place.extend({
    /** Where two revisions run at once: which. */
    hash: z.string().max(64).optional(),
  }),
  response: policyDetail,
})

export const reviewPolicy = endpoint({
  id: 'policies.review',
  method: 'POST',
  path: '/access/policies/{kind}/{subject}/reviews',
  tag,
  summary: 'Say that a policy was read and is right',
  description:
    'Binds to the hash that was shown: what changed meanwhile is refused. Nobody reviews what he wrote last himself.',
  audience: 'management',
  permission: 'access.approve',
  params: subject,
  body: place.extend({
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    note: z.string().trim().min(1).max(1_000).optional(),
  }),
  status: 201,
  response: reviewView,
})

/** After so many days a review is due again. */
export const policyReviewRule = z.strictObject({ dueAfterDays: z.number().int().min(1).max(3_650).nullable() })
export const policyReviewSettings = policyReviewRule.extend({ etag })

export const getPolicyReviewRule = endpoint({
  id: 'policy-review-rule.get',
  method: 'GET',
  path: '/access/review-rule',
  tag,
  summary: 'When policies are due for review again',
  audience: 'management',
  permission: 'api.read',
  response: policyReviewSettings,
  etag: 'sent',
})

export const putPolicyReviewRule = endpoint({
  id: 'policy-review-rule.put',
  method: 'PUT',
  path: '/access/review-rule',
  tag,
  summary: 'Set when policies are due for review again',
  audience: 'management',
  permission: 'guardrail.manage',
  body: policyReviewRule,
  response: policyReviewSettings,
  etag: 'required',
})

/** Forms of a stage's access export. */
export const accessExportFormat = z.enum(['md', 'html', 'json'])
export type AccessExportFormat = z.infer<typeof accessExportFormat>

export const exportStageAccess = endpoint({
  id: 'stages.access-export',
  method: 'GET',
  path: '/stages/{stage}/access-export',
  tag,
  summary: 'One readable, signed document: who may call what on a stage, and who reviewed it',
  description:
    'Guardrails, then per API, version and operation: who can call, each rule with its sentence, examples, calls that it decided in 30 days, reviewer and date. Only what the reader may see. `gatehouse verify-document` checks it.',
  audience: 'management',
  permission: 'api.read',
  params: z.strictObject({ stage: stageName }),
  query: z.strictObject({ format: accessExportFormat.default('html') }),
  response: z.strictObject({
    fileName: z.string(),
    mediaType: z.string(),
    document: z.string(),
    /** The snapshot that it speaks of. */
    snapshot: z.string().nullable(),
  }),
})
