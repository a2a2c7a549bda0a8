import { z } from 'zod'
import { endpoint, etag } from '../endpoint.ts'
import { savedRequest, savedRequests, savedRequestsReport } from '../saved-requests.ts'
import { versionPath } from './version-path.ts'

const tag = 'Saved requests'
const at = '/apis/{api}/versions/{version}/saved-requests'

/** Largest collection or `.http` file in characters. */
export const maxRequestsFile = 1024 * 1024

export const savedRequestsView = z.strictObject({ requests: z.array(savedRequest), etag })
export type SavedRequestsView = z.infer<typeof savedRequestsView>

export const getSavedRequests = endpoint({
  id: 'saved-requests.get',
  method: 'GET',
  path: at,
  tag,
  summary: 'Requests of a version that the smoke check sends',
  description: 'In their order, each with what it must answer.',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: savedRequestsView,
  etag: 'sent',
})

export const putSavedRequests = endpoint({
  id: 'saved-requests.put',
  method: 'PUT',
  path: at,
  tag,
  summary: 'Set the requests that the smoke check sends',
  description:
    'Replaces all of them. Keys and tokens are refused: the check calls with a key of its own. They belong to the version, not to a revision, and hold from the next check on.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({ requests: savedRequests }),
  response: savedRequestsView,
  etag: 'required',
  maxBody: 4 * 1024 * 1024,
})

export const readSavedRequests = endpoint({
  id: 'saved-requests.read',
  method: 'POST',
  path: `${at}/read`,
  tag,
  summary: 'Read saved requests from a Postman collection or an .http file',
  description:
    'Saves nothing: it answers with the requests that the file holds, and with what of it cannot be a saved request. Credentials and scripts are left out.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({
    fileName: z.string().min(1).max(200),
    source: z.string().min(1).max(maxRequestsFile),
  }),
  response: z.strictObject({ requests: z.array(savedRequest), report: savedRequestsReport }),
  maxBody: 4 * 1024 * 1024,
})
