import { z } from 'zod'
import { endpoint, etag } from '../endpoint.ts'
import { idOf } from '../ids.ts'

const tag = 'Organization'

export const organizationView = z.strictObject({
  id: idOf('organization'),
  name: z.string(),
  portalUrl: z.string(),
  consoleUrl: z.string(),
  controlUrl: z.string(),
  etag,
})
export type OrganizationView = z.infer<typeof organizationView>

export const getOrganization = endpoint({
  id: 'organization.get',
  method: 'GET',
  path: '/organization',
  tag,
  summary: 'The installation’s owner and its addresses',
  audience: 'management',
  response: organizationView,
  etag: 'sent',
})

export const updateOrganization = endpoint({
  id: 'organization.update',
  method: 'PATCH',
  path: '/organization',
  tag,
  summary: 'Rename the organization',
  audience: 'management',
  permission: 'organization.manage',
  body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
  response: organizationView,
  etag: 'required',
})
