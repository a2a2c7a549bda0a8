import { z } from 'zod'
import { endpoint, instant, none, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { permission } from '../permissions.ts'

const tag = 'Roles'

export const roleView = z.strictObject({
  id: idOf('role'),
  name: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  permissions: z.array(permission),
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
