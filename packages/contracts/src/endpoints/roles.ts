import { z } from 'zod'
import { endpoint, etag, instant, none, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { permission } from '../permissions.ts'

const tag = 'Roles'

export const roleView = z.strictObject({
  id: idOf('role'),
  name: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  permissions: z.array(permission),
  /** Who has it; null: the reader may not see persons. A group is one holder, whoever is in it. */
  holders: z
    .strictObject({ persons: z.number().int(), serviceAccounts: z.number().int(), groups: z.number().int() })
    .nullable(),
  createdAt: instant,
  etag,
})
export type RoleView = z.infer<typeof roleView>

/** For everything, for one team's things, or for one API. */
export const assignmentScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('organization') }),
  z.strictObject({ kind: z.literal('team'), teamId: idOf('team') }),
  z.strictObject({ kind: z.literal('api'), apiId: idOf('api') }),
])
export type AssignmentScope = z.infer<typeof assignmentScope>

export const assignmentView = z.strictObject({
  id: idOf('roleAssignment'),
  role: z.strictObject({ id: idOf('role'), name: z.string() }),
  scope: assignmentScope,
  /** Name of the team or API of the scope. */
  scopeName: z.string().nullable(),
  /** The directory's group that gives it, and takes it again; null: given by hand. */
  fromGroup: z.strictObject({ id: idOf('directoryGroup'), name: z.string() }).nullable(),
  createdAt: instant,
})
export type AssignmentView = z.infer<typeof assignmentView>

/** Who holds it: a person or a service account. */
export const assignmentHolder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), personId: idOf('person') }),
  z.strictObject({ kind: z.literal('serviceAccount'), serviceAccountId: idOf('serviceAccount') }),
])

export const assignmentItem = assignmentView.extend({
  holder: z.strictObject({ kind: z.enum(['person', 'serviceAccount']), id: z.string(), name: z.string() }),
})

export const listRoles = endpoint({
  id: 'roles.list',
  method: 'GET',
  path: '/roles',
  tag,
  summary: 'Roles and what they permit',
  audience: 'management',
  response: z.strictObject({ items: z.array(roleView) }),
})

const roleText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be one line without invisible characters')

/** What an own role says of itself. */
export const roleBody = z.strictObject({
  name: roleText(60).min(2),
  description: roleText(200).default(''),
  permissions: z.array(permission).min(1).max(200),
})

const roleParams = z.strictObject({ roleId: idOf('role') })

export const getRole = endpoint({
  id: 'roles.get',
  method: 'GET',
  path: '/roles/{roleId}',
  tag,
  summary: 'One role',
  audience: 'management',
  params: roleParams,
  response: roleView,
  etag: 'sent',
})

export const createRole = endpoint({
  id: 'roles.create',
  method: 'POST',
  path: '/roles',
  tag,
  summary: 'Make a role',
  description:
    'A role can hold only what its maker has himself for the whole organization. A built-in role is copied by sending its permissions under another name.',
  audience: 'management',
  permission: 'role.manage',
  body: roleBody,
  response: roleView,
  status: 201,
  etag: 'sent',
})

export const updateRole = endpoint({
  id: 'roles.update',
  method: 'PATCH',
  path: '/roles/{roleId}',
  tag,
  summary: 'Change a role of your own',
  description:
    'Whoever has the role gets and loses with it, from the next request on; so each permission that is added or taken must be the editor’s own for the whole organization. Built-in roles do not change.',
  audience: 'management',
  permission: 'role.manage',
  params: roleParams,
  body: z.strictObject({
    name: roleBody.shape.name.optional(),
    description: roleText(200).optional(),
    permissions: roleBody.shape.permissions.optional(),
  }),
  response: roleView,
  etag: 'required',
})

export const deleteRole = endpoint({
  id: 'roles.delete',
  method: 'DELETE',
  path: '/roles/{roleId}',
  tag,
  summary: 'Delete a role of your own',
  description:
    'A role that somebody has is deleted only if it is said what becomes of its holders: `holders=take` takes it from them, `holders=replace` gives them `replaceBy` in the same scopes. What the replacement allows must be the deleter’s own there.',
  audience: 'management',
  permission: 'role.manage',
  params: roleParams,
  query: z.strictObject({ holders: z.enum(['take', 'replace']).optional(), replaceBy: idOf('role').optional() }),
  response: none,
  status: 204,
})

export const listAssignments = endpoint({
  id: 'roles.listAssignments',
  method: 'GET',
  path: '/role-assignments',
  tag,
  summary: 'Who has which role, newest first',
  audience: 'management',
  permission: 'person.read',
  query: pageQuery.extend({
    personId: idOf('person').optional(),
    serviceAccountId: idOf('serviceAccount').optional(),
    roleId: idOf('role').optional(),
  }),
  response: pageOf(assignmentItem),
})

export const assignRole = endpoint({
  id: 'roles.assign',
  method: 'POST',
  path: '/role-assignments',
  tag,
  summary: 'Give a role',
  description: 'Nobody can give what he lacks: each permission of the role must be his own in the same scope.',
  audience: 'management',
  permission: 'role.assign',
  body: z.strictObject({ roleId: idOf('role'), holder: assignmentHolder, scope: assignmentScope }),
  response: assignmentItem,
  status: 201,
})

export const unassignRole = endpoint({
  id: 'roles.unassign',
  method: 'DELETE',
  path: '/role-assignments/{assignmentId}',
  tag,
  summary: 'Take a role',
  audience: 'management',
  permission: 'role.assign',
  params: z.strictObject({ assignmentId: idOf('roleAssignment') }),
  response: none,
  status: 204,
})
