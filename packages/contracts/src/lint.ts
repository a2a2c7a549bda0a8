import { z } from 'zod'
import { httpMethod } from './api-description.ts'
import { json } from './json.ts'

/**
 * Lint rules judge contracts. The ready ones are code (importers/src/lint); what an organization changes about them, and its own
 * rules, are data in one ruleset. No rule of a person carries code, and its patterns run in linear time.
 */

export const lintSeverities = ['error', 'warn', 'info'] as const
export const lintSeverity = z.enum(lintSeverities)
export type LintSeverity = z.infer<typeof lintSeverity>

export const lintSetting = z.enum([...lintSeverities, 'off'])
export type LintSetting = z.infer<typeof lintSetting>

/** What the score loses when every place that a rule looks at breaks it. */
export const lintWeights: Readonly<Record<LintSeverity, number>> = { error: 20, warn: 8, info: 2 }

/** The formula as it stands on the page, in the docs and in `lintScore`. */
export const lintFormula =
  'score = 100 − Σ over rules (weight × places with a finding ÷ places looked at), never below 0, rounded down; weight is 20 for an error, 8 for a warning, 2 for a hint. Waived findings do not count.'

/** Where an own rule looks. Each kind has its own fields (`lintFields`). */
export const lintTargets = [
  'info',
  'server',
  'tag',
  'path',
  'operation',
  'parameter',
  'requestBody',
  'response',
  'header',
  'schema',
  'property',
] as const
export const lintTarget = z.enum(lintTargets)
export type LintTarget = z.infer<typeof lintTarget>

/** The fields of each kind of place that a check can look at. */
export const lintFields = {
  info: ['title', 'summary', 'description', 'version', 'termsOfService', 'contact', 'license', 'externalDocs'],
  server: ['url', 'description'],
  tag: ['name', 'description'],
  path: ['path', 'segment', 'parameters'],
  operation: [
    'operationId',
    'summary',
    'description',
    'tags',
    'deprecated',
    'parameters',
    'requestBody',
    'responses',
    'security',
    'externalDocs',
  ],
  parameter: ['name', 'description', 'required', 'deprecated', 'style', 'type', 'format', 'schema', 'examples'],
  requestBody: ['description', 'required', 'mediaTypes'],
  response: ['status', 'description', 'headers', 'mediaTypes'],
  header: ['name', 'description', 'required', 'type', 'format'],
  schema: ['name', 'title', 'description', 'type', 'format', 'enum', 'properties', 'required', 'examples'],
  property: ['name', 'title', 'description', 'type', 'format', 'enum', 'default', 'examples'],
} as const satisfies Record<LintTarget, readonly string[]>

const fieldNames = [...new Set(Object.values(lintFields).flat())]
export type LintField = (typeof fieldNames)[number]
export const lintField = z.enum(fieldNames as [LintField, ...LintField[]])

export const lintCasings = ['camel', 'pascal', 'kebab', 'snake', 'macro', 'flat'] as const
export const lintCasing = z.enum(lintCasings)
export type LintCasing = z.infer<typeof lintCasing>

const pattern = z.string().min(1).max(500)

/** What must hold for the field. A field with several values (tags, names of parameters) is held to it value by value. */
export const lintCheck = z.discriminatedUnion('check', [
  z.strictObject({ check: z.literal('required') }),
  z.strictObject({ check: z.literal('forbidden') }),
  z.strictObject({ check: z.literal('pattern'), match: pattern }),
  z.strictObject({ check: z.literal('notPattern'), match: pattern }),
  z.strictObject({ check: z.literal('casing'), casing: lintCasing }),
  z.strictObject({
    check: z.literal('length'),
    min: z.number().int().min(0).max(1_000_000).optional(),
    max: z.number().int().min(0).max(1_000_000).optional(),
  }),
  z.strictObject({ check: z.literal('oneOf'), values: z.array(z.string().max(200)).min(1).max(200) }),
  z.strictObject({ check: z.literal('contains'), values: z.array(z.string().max(200)).min(1).max(50) }),
])
export type LintCheck = z.infer<typeof lintCheck>

/** Which of the places are meant; absent members mean all. */
export const lintWhere = z.strictObject({
  methods: z.array(httpMethod).min(1).max(9).optional(),
  /** Of parameters. */
  in: z
    .array(z.enum(['path', 'query', 'header', 'cookie']))
    .min(1)
    .max(4)
    .optional(),
  /** Of responses: `404`, `4XX`, `default`. */
  status: z
    .array(z.string().regex(/^(?:[1-5](?:\d\d|XX)|default)$/, 'a status, `4XX` or `default`'))
    .min(1)
    .max(20)
    .optional(),
  /** Paths that begin so. */
  pathPrefix: z.string().startsWith('/').max(200).optional(),
})

export const ownLintRule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 60'),
    /** What holds when nothing is found: "Every operation has a tag of our list". */
    title: z.string().trim().min(1).max(200),
    severity: lintSetting,
    given: lintTarget,
    field: lintField,
    where: lintWhere.optional(),
    /** `required`, `pattern` and so on, with what it needs. */
    must: lintCheck,
    why: z.string().trim().max(1_000).optional(),
    fix: z.string().trim().max(1_000).optional(),
  })
  .superRefine((rule, ctx) => {
    const fields: readonly string[] = lintFields[rule.given]
    if (!fields.includes(rule.field))
      ctx.addIssue({ code: 'custom', path: ['field'], message: `${rule.given} has the fields ${fields.join(', ')}` })
    if (rule.must.check === 'length' && rule.must.min === undefined && rule.must.max === undefined)
      ctx.addIssue({ code: 'custom', path: ['must'], message: 'length needs min or max' })
  })
export type OwnLintRule = z.infer<typeof ownLintRule>

export const lintRuleset = z
  .strictObject({
    /** Ready rules that are not as they come: id → severity or `off`. */
    ready: z.record(z.string().max(80), lintSetting).default({}),
    own: z.array(ownLintRule).max(200).default([]),
  })
  .superRefine((ruleset, ctx) => {
    const seen = new Set<string>()
    for (const [index, { id }] of ruleset.own.entries()) {
      if (seen.has(id))
        ctx.addIssue({ code: 'custom', path: ['own', index, 'id'], message: `another rule has the id ${id}` })
      seen.add(id)
    }
  })
export type LintRuleset = z.infer<typeof lintRuleset>

/** A change of the description that mends a finding: sets a member, or removes it. `/tags/-` appends. */
export const lintEdit = z.strictObject({ pointer: z.string(), value: json.optional() })
export type LintEdit = z.infer<typeof lintEdit>

export const lintFinding = z.strictObject({
  rule: z.string(),
  severity: lintSeverity,
  /** For people, in Markdown with inline code only. */
  message: z.string(),
  /** JSON Pointer into the description. */
  pointer: z.string(),
  /**
   * The same with operations and parameters named by their keys instead of by position (`/operations/GET ~1orders/parameters/query:limit`):
   * it stays when the contract is imported again in another order. Waivers name it.
   */
  place: z.string(),
  /** `GET /orders/{orderId}` */
  operation: z.string().optional(),
  /** 1-based line of the last imported file, where known. */
  line: z.number().int().positive().optional(),
  /** The rule can mend it by itself. */
  fixable: z.boolean(),
})
export type LintFinding = z.infer<typeof lintFinding>

/** What `lint` needs to know of a waiver. */
export interface ActiveLintWaiver {
  id: string
  rule: string
  /** A finding's place, or one above it; null: everywhere. */
  pointer: string | null
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** How a rule did in one description. */
export const lintRuleResult = z.strictObject({
  rule: z.string(),
  title: z.string(),
  severity: lintSeverity,
  /** Why it matters, and what to do. */
  why: z.string(),
  fix: z.string(),
  own: z.boolean(),
  /** Places that the rule looked at, and those with a finding that counts. */
  places: z.number().int(),
  broken: z.number().int(),
  findings: z.number().int(),
  waived: z.number().int(),
  /** Findings that the rule can mend by itself. */
  fixable: z.number().int(),
  /** What the score loses by it, before rounding. */
  cost: z.number(),
})
export type LintRuleResult = z.infer<typeof lintRuleResult>

export const lintSummary = z.strictObject({
  /** 0 to 100; 100 only when nothing is found. */
  score: z.number().int().min(0).max(100),
  error: z.number().int(),
  warn: z.number().int(),
  info: z.number().int(),
  waived: z.number().int(),
})
export type LintSummary = z.infer<typeof lintSummary>

/** The score before anything is saved, with the rules that cost most. */
export const lintPreview = z.strictObject({ ...lintSummary.shape, rules: z.array(lintRuleResult) })
export type LintPreview = z.infer<typeof lintPreview>
