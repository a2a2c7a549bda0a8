import { z } from 'zod'
import { actorView, askedInstant, endpoint, etag, instant, none, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import {
  lintFinding,
  lintRuleResult,
  lintRuleset,
  lintSetting,
  lintSeverity,
  lintSummary,
  ownLintRule,
} from '../lint.ts'
import { versionPath } from './version-path.ts'

const tag = 'Lint'
const at = '/apis/{api}/versions/{version}/lint'

/** Which contract is judged; absent: the working copy. */
const ofRevision = { revision: z.coerce.number().int().min(1).max(2_147_483_647).optional() }

export const getLint = endpoint({
  id: 'lint.get',
  method: 'GET',
  path: at,
  tag,
  summary: 'Score of a contract, rule by rule',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject(ofRevision),
  response: z.strictObject({
    ...lintSummary.shape,
    formula: z.string(),
    operations: z.number().int(),
    /** Rules with findings, those that cost most first. */
    rules: z.array(lintRuleResult),
    /** How many rules found nothing to say. */
    passed: z.number().int(),
    /** What fixes are applied to; null for a revision, which never changes. */
    workingCopyEtag: etag.nullable(),
  }),
})

export const listLintFindings = endpoint({
  id: 'lint.findings',
  method: 'GET',
  path: `${at}/findings`,
  tag,
  summary: 'Findings, rule by rule in the contract’s order',
  description: 'Those that count; the waived ones with `waived=true`. A rule lists up to 2,000.',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({
    ...pageQuery.shape,
    ...ofRevision,
    rule: z.string().max(80).optional(),
    severity: lintSeverity.optional(),
    waived: z.enum(['true', 'false']).optional(),
  }),
  response: pageOf(
    z.strictObject({
      ...lintFinding.shape,
      /** Identity of the operation, for a link. */
      operationId: z.string().nullable(),
      waiver: idOf('lintWaiver').nullable(),
    }),
  ),
})

export const applyLintFix = endpoint({
  id: 'lint.fix',
  method: 'POST',
  path: `${at}/fixes`,
  tag,
  summary: 'Let a rule mend the working copy',
  description:
    'Mends one place, or all of the rule without `place`. What the rule changes is computed here, never sent.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({ rule: z.string().max(80), place: z.string().max(2_000).optional() }),
  response: z.strictObject({ fixed: z.number().int(), etag }),
  etag: 'required',
})

export const lintWaiverView = z.strictObject({
  id: idOf('lintWaiver'),
  rule: z.string(),
  title: z.string(),
  /** The place that is waived; null: everywhere in the version. */
  place: z.string().nullable(),
  reason: z.string(),
  expiresAt: instant,
  createdAt: instant,
  endedAt: instant.nullable(),
  by: actorView,
  state: z.enum(['active', 'expired', 'ended']),
})
export type LintWaiverView = z.infer<typeof lintWaiverView>

export const listLintWaivers = endpoint({
  id: 'lint.waivers',
  method: 'GET',
  path: `${at}/waivers`,
  tag,
  summary: 'Waivers of a version, newest first',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({ ...pageQuery.shape, active: z.enum(['true', 'false']).optional() }),
  response: pageOf(lintWaiverView),
})

export const createLintWaiver = endpoint({
  id: 'lint.waive',
  method: 'POST',
  path: `${at}/waivers`,
  tag,
  summary: 'Allow a finding for a time',
  description: 'At most a year. When it expires, the finding counts again by itself.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({
    rule: z.string().min(1).max(80),
    /** Of a finding; absent: everywhere in the version. */
    place: z.string().startsWith('/').max(2_000).optional(),
    reason: z.string().trim().min(1).max(1_000),
    expiresAt: askedInstant,
  }),
  response: lintWaiverView,
  status: 201,
})

export const endLintWaiver = endpoint({
  id: 'lint.endWaiver',
  method: 'DELETE',
  path: `${at}/waivers/{waiver}`,
  tag,
  summary: 'End a waiver before its time',
  audience: 'management',
  permission: 'api.edit',
  params: z.strictObject({ ...versionPath.shape, waiver: idOf('lintWaiver') }),
  response: none,
  status: 204,
})

export const readyLintRuleView = z.strictObject({
  id: z.string(),
  group: z.string(),
  title: z.string(),
  why: z.string(),
  fix: z.string(),
  /** As it comes. */
  severity: lintSetting,
  /** As this organization has it. */
  setting: lintSetting,
  /** Mends by itself. */
  fixable: z.boolean(),
  /** Parts of a description, as JSON text. */
  bad: z.string(),
  good: z.string(),
})
export type ReadyLintRuleView = z.infer<typeof readyLintRuleView>

export const lintRulesetView = z.strictObject({
  rules: z.array(readyLintRuleView),
  own: z.array(ownLintRule),
  formula: z.string(),
  updatedAt: instant.nullable(),
  etag,
})

export const getLintRuleset = endpoint({
  id: 'lint.ruleset',
  method: 'GET',
  path: '/lint/ruleset',
  tag,
  summary: 'The lint rules of the organization',
  audience: 'management',
  permission: 'api.read',
  response: lintRulesetView,
  etag: 'sent',
})

export const putLintRuleset = endpoint({
  id: 'lint.putRuleset',
  method: 'PUT',
  path: '/lint/ruleset',
  tag,
  summary: 'Change the lint rules',
  description: 'Severities of ready rules that differ from how they come, and the organization’s own rules.',
  audience: 'management',
  permission: 'lint.manage',
  body: lintRuleset,
  response: lintRulesetView,
  etag: 'required',
})

export const tryLintRule = endpoint({
  id: 'lint.try',
  method: 'POST',
  path: `${at}/try`,
  tag,
  summary: 'What a rule would find in the working copy, without saving it',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  body: z.strictObject({ rule: ownLintRule }),
  response: z.strictObject({
    places: z.number().int(),
    total: z.number().int(),
    /** The first 20. */
    findings: z.array(lintFinding),
  }),
})

export const convertSpectralRuleset = endpoint({
  id: 'lint.spectral',
  method: 'POST',
  path: '/lint/spectral',
  tag,
  summary: 'Read a Spectral ruleset as own rules, without saving it',
  audience: 'management',
  permission: 'lint.manage',
  body: z.strictObject({
    /** YAML or JSON. */
    source: z.string().min(1).max(500_000),
  }),
  response: z.strictObject({
    own: z.array(ownLintRule),
    /** Ready rules that stand for rules of Spectral's own set. */
    ready: z.record(z.string(), lintSetting),
    notTaken: z.array(z.strictObject({ rule: z.string(), reason: z.string() })),
  }),
})
