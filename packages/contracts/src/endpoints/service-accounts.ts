import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
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
