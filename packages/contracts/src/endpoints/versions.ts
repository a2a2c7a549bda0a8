import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { apiView } from './apis.ts'
import { apiPath, versionPath } from './version-path.ts'

const deleted = z.strictObject({ deleted: z.literal(true) })

export const addVersion = endpoint({
  id: 'versions.create',
  method: 'POST',
  path: '/apis/{api}/versions',
  tag: 'APIs',
  summary: 'Add a version without a contract to an API',
  audience: 'management',
  permission: 'api.edit',
  params: apiPath,
  body: z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,29}$/, 'lower-case letters, digits, dots and hyphens, at most 30'),
  }),
  response: apiView,
  status: 201,
  etag: 'sent',
})

export const deleteVersion = endpoint({
  id: 'versions.delete',
  method: 'DELETE',
  path: '/apis/{api}/versions/{version}',
  tag: 'APIs',
  summary: 'Delete a version that never ran and that no product bundles',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  response: deleted,
})

export const deleteApi = endpoint({
  id: 'apis.delete',
  method: 'DELETE',
  path: '/apis/{api}',
  tag: 'APIs',
  summary: 'Delete an API of which no version ever ran and that no product bundles',
  audience: 'management',
  permission: 'api.edit',
  params: apiPath,
  response: deleted,
})
