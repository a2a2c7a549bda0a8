import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { jobClaims } from '../job-tokens.ts'
import { permission } from '../permissions.ts'
import { assignmentView } from './roles.ts'

const tag = 'Service accounts'
const params = z.strictObject({ serviceAccountId: idOf('serviceAccount') })

export const serviceAccountView = z.strictObject({
  id: idOf('serviceAccount'),
  name: z.string(),
  team: z.strictObject({ id: idOf('team'), name: z.string() }),
  state: z.enum(['active', 'deactivated']),
  roles: z.array(assignmentView),
  /** Keys that are neither revoked nor expired. */
  activeKeys: z.number().int(),
  lastUsedAt: instant.nullable(),
  createdAt: instant,
  etag,
})
export type ServiceAccountView = z.infer<typeof serviceAccountView>

export const managementKeyView = z.strictObject({
  id: idOf('managementKey'),
  name: z.string(),
  /** First characters: enough to recognise it. */
  start: z.string(),
  scopes: z.array(permission),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: instant,
  expiresAt: instant.nullable(),
  /** At most 60 s old. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type ManagementKeyView = z.infer<typeof managementKeyView>

export const listServiceAccounts = endpoint({
  id: 'serviceAccounts.list',
  method: 'GET',
  path: '/service-accounts',
  tag,
  summary: 'Service accounts, newest first',
  audience: 'management',
  permission: 'service-account.read',
  query: pageQuery.extend({ teamId: idOf('team').optional() }),
  response: pageOf(serviceAccountView),
})

export const createServiceAccount = endpoint({
  id: 'serviceAccounts.create',
  method: 'POST',
  path: '/service-accounts',
  tag,
  summary: 'Create a service account of a team',
  audience: 'management',
  permission: 'service-account.manage',
  body: z.strictObject({ name: z.string().trim().min(1).max(80), teamId: idOf('team') }),
  response: serviceAccountView,
  status: 201,
})

export const getServiceAccount = endpoint({
  id: 'serviceAccounts.get',
  method: 'GET',
  path: '/service-accounts/{serviceAccountId}',
  tag,
  summary: 'One service account',
  audience: 'management',
  permission: 'service-account.read',
  params,
  response: serviceAccountView,
  etag: 'sent',
})

export const deactivateServiceAccount = endpoint({
  id: 'serviceAccounts.deactivate',
  method: 'POST',
  path: '/service-accounts/{serviceAccountId}/deactivate',
  tag,
  summary: 'Refuse all keys of a service account for good',
  audience: 'management',
  permission: 'service-account.manage',
  params,
  response: serviceAccountView,
})

export const listManagementKeys = endpoint({
  id: 'serviceAccounts.listKeys',
  method: 'GET',
  path: '/service-accounts/{serviceAccountId}/keys',
  tag,
  summary: 'Management keys of a service account, newest first',
  audience: 'management',
  permission: 'service-account.read',
  params,
  query: pageQuery,
  response: pageOf(managementKeyView),
})

export const createManagementKey = endpoint({
  id: 'serviceAccounts.createKey',
  method: 'POST',
  path: '/service-accounts/{serviceAccountId}/keys',
  tag,
  summary: 'Create a management key; it is shown in this answer only',
  description: 'Scopes are permissions; each must be among the account’s roles and among the caller’s own.',
  audience: 'management',
  permission: 'service-account.manage',
  params,
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(permission).min(1).max(100),
    /** Without it the key does not expire. */
    expiresAt: instant.optional(),
  }),
  response: managementKeyView.extend({ key: z.string() }),
  status: 201,
})

export const revokeManagementKey = endpoint({
  id: 'serviceAccounts.revokeKey',
  method: 'POST',
  path: '/service-accounts/{serviceAccountId}/keys/{keyId}/revoke',
  tag,
  summary: 'Revoke a management key',
  audience: 'management',
  permission: 'service-account.manage',
  params: params.extend({ keyId: idOf('managementKey') }),
  response: managementKeyView,
})

const jobIssuer = z
  .url({ protocol: /^https?$/ })
  .max(300)
  .refine((url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost)(:|\/|$)/.test(url), {
    error: 'must be https',
  })

/** Which jobs of which pipelines sign in as the account, and what they may. */
const jobRuleBody = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** As the token's `iss` says it, letter by letter. */
  issuer: jobIssuer,
  audience: z.string().min(1).max(300),
  claims: jobClaims,
  scopes: z.array(permission).min(1).max(100),
  /** How long a job's credential holds. */
  minutes: z.number().int().min(5).max(120).default(15),
  expiresAt: instant.nullable().default(null),
})

export const jobRuleView = z.strictObject({
  id: idOf('jobIdentityRule'),
  name: z.string(),
  issuer: z.string(),
  audience: z.string(),
  claims: z.record(z.string(), z.string()),
  scopes: z.array(permission),
  minutes: z.number().int(),
  state: z.enum(['active', 'expired']),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  etag,
})
export type JobRuleView = z.infer<typeof jobRuleView>

const jobRules = { tag, audience: 'management' } as const

export const listJobRules = endpoint({
  ...jobRules,
  id: 'serviceAccounts.listJobRules',
  method: 'GET',
  path: '/service-accounts/{serviceAccountId}/job-rules',
  summary: 'Rules by which jobs of pipelines sign in as the account',
  permission: 'service-account.read',
  params,
  response: z.strictObject({ items: z.array(jobRuleView) }),
})

export const createJobRule = endpoint({
  ...jobRules,
  id: 'serviceAccounts.createJobRule',
  method: 'POST',
  path: '/service-accounts/{serviceAccountId}/job-rules',
  summary: 'Let jobs of a pipeline sign in as the account without a stored secret',
  description:
    'A job sends the token of its issuer (GitHub Actions, GitLab) to `POST /api/v1/job-token` (RFC 8693) and gets a management key for minutes.',
  permission: 'service-account.manage',
  params,
  body: jobRuleBody,
  response: jobRuleView,
  status: 201,
})

const oneRule = params.extend({ ruleId: idOf('jobIdentityRule') })

export const updateJobRule = endpoint({
  ...jobRules,
  id: 'serviceAccounts.updateJobRule',
  method: 'PUT',
  path: '/service-accounts/{serviceAccountId}/job-rules/{ruleId}',
  summary: 'Change a rule for jobs; what they have got already stays as it is',
  permission: 'service-account.manage',
  params: oneRule,
  body: jobRuleBody,
  response: jobRuleView,
  etag: 'required',
})

export const removeJobRule = endpoint({
  ...jobRules,
  id: 'serviceAccounts.removeJobRule',
  method: 'DELETE',
  path: '/service-accounts/{serviceAccountId}/job-rules/{ruleId}',
  summary: 'Remove a rule for jobs; what jobs have got by it is refused at once',
  permission: 'service-account.manage',
  params: oneRule,
  response: z.strictObject({}),
  status: 204,
})
