import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { emailInput, personName } from './account.ts'
import { assignmentScope, assignmentView } from './roles.ts'

const tag = 'People'
const params = z.strictObject({ personId: idOf('person') })

export const personSummary = z.strictObject({
  id: idOf('person'),
  name: z.string(),
  /** Null once erased. */
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  hats: z.array(z.enum(['member', 'developer'])),
  /** Invited: the link of the mail was not used yet. */
  state: z.enum(['invited', 'active', 'deactivated']),
  createdAt: instant,
  etag,
})
export type PersonSummary = z.infer<typeof personSummary>

export const personView = personSummary.extend({
  deactivatedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
  /** When they are erased, where that was asked for and not taken back. */
  erasureDueAt: instant.nullable(),
  erasedAt: instant.nullable(),
  teams: z.array(
    z.strictObject({
      id: idOf('team'),
      name: z.string(),
      personal: z.boolean(),
      role: z.enum(['owner', 'admin', 'developer']),
    }),
  ),
  roles: z.array(assignmentView),
})
export type PersonView = z.infer<typeof personView>

export const listPeople = endpoint({
  id: 'people.list',
  method: 'GET',
  path: '/people',
  tag,
  summary: 'Persons, newest first',
  audience: 'management',
  permission: 'person.read',
  query: pageQuery.extend({
    /** Part of the name or the address. */
    q: z.string().trim().min(1).max(100).optional(),
    hat: z.enum(['member', 'developer']).optional(),
    state: z.enum(['active', 'deactivated']).optional(),
  }),
  response: pageOf(personSummary),
})

export const getPerson = endpoint({
  id: 'people.get',
  method: 'GET',
  path: '/people/{personId}',
  tag,
  summary: 'One person with teams and roles',
  audience: 'management',
  permission: 'person.read',
  params,
  response: personView,
  etag: 'sent',
})

export const inviteMember = endpoint({
  id: 'people.invite',
  method: 'POST',
  path: '/people/invitations',
  tag,
  summary: 'Invite a person to the console with a first role',
  description: 'Mails a link that is valid for seven days. Nobody can give a role that exceeds his own.',
  audience: 'management',
  permission: 'person.manage',
  body: z.strictObject({
    email: emailInput,
    name: personName,
    roleId: idOf('role'),
    scope: assignmentScope.default({ kind: 'organization' }),
  }),
  response: personView,
  status: 201,
})

export const deactivatePerson = endpoint({
  id: 'people.deactivate',
  method: 'POST',
  path: '/people/{personId}/deactivate',
  tag,
  summary: 'Switch a person off everywhere',
  description: 'Sessions end, keys of personal applications are refused at every gateway.',
  audience: 'management',
  permission: 'person.manage',
  params,
  response: personView,
})

export const reactivatePerson = endpoint({
  id: 'people.reactivate',
  method: 'POST',
  path: '/people/{personId}/reactivate',
  tag,
  summary: 'Switch a person on again',
  audience: 'management',
  permission: 'person.manage',
  params,
  response: personView,
})
