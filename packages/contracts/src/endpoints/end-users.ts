import { z } from 'zod'
import { endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { scopeName } from '../issuer-policy.ts'
import { emailInput, personName } from './account.ts'
import { receiptsView } from './deployment-views.ts'

const tag = 'End users'
const params = z.strictObject({ endUserId: idOf('endUser') })
const groupParams = z.strictObject({ groupId: idOf('endUserGroup') })

export const endUserView = z.strictObject({
  id: idOf('endUser'),
  name: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  state: z.enum(['active', 'invited', 'deactivated']),
  groups: z.array(z.strictObject({ id: idOf('endUserGroup'), name: z.string() })),
  createdAt: instant,
  lastSignInAt: instant.nullable(),
})
export type EndUserView = z.infer<typeof endUserView>

/** One end user with which gateways refuse him, where he is deactivated. */
export const endUserPageView = endUserView.extend({
  deactivatedAt: instant.nullable(),
  receipts: receiptsView.nullable(),
})
export type EndUserPageView = z.infer<typeof endUserPageView>

export const consentView = z.strictObject({
  application: z.strictObject({ id: idOf('application'), name: z.string(), team: z.string() }),
  scopes: z.array(z.strictObject({ name: z.string(), text: z.string() })),
  givenAt: instant,
  withdrawnAt: instant.nullable(),
})
export type ConsentView = z.infer<typeof consentView>

export const endUserGroupView = z.strictObject({
  id: idOf('endUserGroup'),
  name: z.string(),
  /** Scopes that only members of a group with them may give an application. */
  scopes: z.array(z.string()),
  members: z.number().int(),
  createdAt: instant,
})

export const listEndUsers = endpoint({
  id: 'endUsers.list',
  method: 'GET',
  path: '/end-users',
  tag,
  summary: 'End users, newest first',
  audience: 'management',
  permission: 'end-user.read',
  query: pageQuery.extend({
    q: z.string().max(100).optional(),
    state: z.enum(['active', 'invited', 'deactivated']).optional(),
    groupId: idOf('endUserGroup').optional(),
    applicationId: idOf('application').optional(),
  }),
  response: pageOf(endUserView),
})
export const getEndUser = endpoint({
  id: 'endUsers.get',
  method: 'GET',
  path: '/end-users/{endUserId}',
  tag,
  summary: 'One end user',
  audience: 'management',
  permission: 'end-user.read',
  params,
  response: endUserPageView,
})
export const inviteEndUser = endpoint({
  id: 'endUsers.invite',
  method: 'POST',
  path: '/end-users',
  tag,
  summary: 'Invite an end user',
  description: 'A mail with a link, good for seven days, where he sets his password.',
  audience: 'management',
  permission: 'end-user.manage',
  body: z.strictObject({
    email: emailInput,
    name: personName,
    groupIds: z.array(idOf('endUserGroup')).max(50).default([]),
  }),
  response: endUserView,
  status: 201,
})
export const importEndUsers = endpoint({
  id: 'endUsers.import',
  method: 'POST',
  path: '/end-users/import',
  tag,
  summary: 'Import end users',
  description:
    'With the argon2id hash of the password that they have, or without: those set one by “forgot password”. Known addresses are left as they are.',
  audience: 'management',
  permission: 'end-user.manage',
  body: z.strictObject({
    endUsers: z
      .array(
        z.strictObject({
          email: emailInput,
          name: personName,
          emailVerified: z.boolean().default(false),
          passwordHash: z
            .string()
            .max(300)
            .regex(/^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,2},p=\d{1,2}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/)
            .optional(),
        }),
      )
      .min(1)
      .max(1_000),
    groupIds: z.array(idOf('endUserGroup')).max(50).default([]),
  }),
  response: z.strictObject({
    created: z.number().int(),
    refused: z.array(z.strictObject({ index: z.number().int(), reason: z.string() })),
  }),
})
export const deactivateEndUser = endpoint({
  id: 'endUsers.deactivate',
  method: 'POST',
  path: '/end-users/{endUserId}/deactivate',
  tag,
  summary: 'Deactivate an end user',
  description: 'His sessions, grants and tokens are refused at every gateway within a second.',
  audience: 'management',
  permission: 'end-user.manage',
  params,
  response: endUserPageView,
})
export const reactivateEndUser = endpoint({
  id: 'endUsers.reactivate',
  method: 'POST',
  path: '/end-users/{endUserId}/reactivate',
  tag,
  summary: 'Let an end user sign in again',
  audience: 'management',
  permission: 'end-user.manage',
  params,
  response: endUserPageView,
})
export const setEndUserGroups = endpoint({
  id: 'endUsers.setGroups',
  method: 'PUT',
  path: '/end-users/{endUserId}/groups',
  tag,
  summary: 'Set the groups of an end user',
  audience: 'management',
  permission: 'end-user.manage',
  params,
  body: z.strictObject({ groupIds: z.array(idOf('endUserGroup')).max(50) }),
  response: endUserView,
})
export const listEndUserConsents = endpoint({
  id: 'endUsers.consents',
  method: 'GET',
  path: '/end-users/{endUserId}/consents',
  tag,
  summary: 'What an end user has allowed applications',
  audience: 'management',
  permission: 'end-user.read',
  params,
  response: z.strictObject({ items: z.array(consentView) }),
})
export const withdrawEndUserConsent = endpoint({
  id: 'endUsers.withdrawConsent',
  method: 'POST',
  path: '/end-users/{endUserId}/consents/{applicationId}/withdraw',
  tag,
  summary: 'Withdraw what an end user has allowed an application',
  description: 'The application’s tokens for him are refused at every gateway within a second.',
  audience: 'management',
  permission: 'end-user.manage',
  params: params.extend({ applicationId: idOf('application') }),
  response: z.strictObject({ items: z.array(consentView) }),
})

export const listEndUserGroups = endpoint({
  id: 'endUserGroups.list',
  method: 'GET',
  path: '/end-user-groups',
  tag,
  summary: 'Groups of end users',
  audience: 'management',
  permission: 'end-user.read',
  query: pageQuery,
  response: pageOf(endUserGroupView),
})
export const createEndUserGroup = endpoint({
  id: 'endUserGroups.create',
  method: 'POST',
  path: '/end-user-groups',
  tag,
  summary: 'Create a group of end users',
  description: 'A scope that stands in a group is for its members alone; one that stands in none is for everybody.',
  audience: 'management',
  permission: 'end-user.manage',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(scopeName).max(100).default([]),
  }),
  response: endUserGroupView,
  status: 201,
})
export const updateEndUserGroup = endpoint({
  id: 'endUserGroups.update',
  method: 'PATCH',
  path: '/end-user-groups/{groupId}',
  tag,
  summary: 'Change a group of end users',
  audience: 'management',
  permission: 'end-user.manage',
  params: groupParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    scopes: z.array(scopeName).max(100).optional(),
  }),
  response: endUserGroupView,
})
export const deleteEndUserGroup = endpoint({
  id: 'endUserGroups.delete',
  method: 'DELETE',
  path: '/end-user-groups/{groupId}',
  tag,
  summary: 'Delete a group of end users',
  audience: 'management',
  permission: 'end-user.manage',
  params: groupParams,
  response: z.strictObject({}),
})
