import type { IncomingMessage } from 'node:http'
import { listResponse } from '@gatehouse/auth/scim/discovery'
import { parsePatch } from '@gatehouse/auth/scim/patch'
import { isAsked, type Projection, projector } from '@gatehouse/auth/scim/project'
import { groupType, type Resource, type ResourceType, userType } from '@gatehouse/auth/scim/resource-type'
import type { Context } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { getGroup, listGroups } from '@gatehouse/services/scim/read-groups'
import { getUser, listUsers } from '@gatehouse/services/scim/read-users'
import { createGroup, deleteGroup, patchGroup, replaceGroup } from '@gatehouse/services/scim/write-groups'
import { createUser, deleteUser, patchUser, replaceUser } from '@gatehouse/services/scim/write-users'
import type { ScimAnswer } from './scim-answer.ts'
import { fromQuery, fromSearch, ifMatchOf, isUnchanged, listQuery, projectionOf, readScimBody } from './scim-request.ts'

type Kind = {
  type: ResourceType
  /** The attribute that is read only where it is asked for. */
  related: string
  list: typeof listUsers
  get: (call: { ctx: Context; input: { id: string; related: boolean } }) => Promise<Resource>
  create: typeof createUser
  replace: typeof replaceUser
  patch: typeof patchUser
  remove: typeof deleteUser
}

const users: Kind = {
  type: userType,
  related: 'groups',
  list: listUsers,
  get: ({ ctx, input: { id } }) => getUser({ ctx, input: { id } }),
  create: createUser,
  replace: replaceUser,
  patch: patchUser,
  remove: deleteUser,
}
const groups: Kind = {
  type: groupType,
  related: 'members',
  list: listGroups,
  get: getGroup,
  create: createGroup,
  replace: replaceGroup,
  patch: patchGroup,
  remove: deleteGroup,
}

/** Users or groups, in whatever case some clients write them; undefined: the path is neither. */
export function kindOf(segment: string | undefined): Kind | undefined {
  const name = segment?.toLowerCase()
  return name === 'users' ? users : name === 'groups' ? groups : undefined
}

/** One request about users or groups: the collection, a search in it, or one of them. */
export function answerResource(
  ctx: Context,
  kind: Kind,
  id: string | undefined,
  { request, url }: { request: IncomingMessage; url: URL },
): Promise<ScimAnswer> {
  const read = fromQuery(url.searchParams)
  if (id === undefined) {
    if (isRead(request)) return list(ctx, kind, read)
    if (request.method === 'POST') return create(ctx, kind, request, projectionOf(read))
    throw new DomainError('method_not_allowed')
  }
  if (id === '.search') {
    if (request.method === 'POST') return search(ctx, kind, request)
    throw new DomainError('method_not_allowed')
  }
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return get(ctx, kind, id, request, projectionOf(read))
    case 'PUT':
      return replace(ctx, kind, id, request, projectionOf(read))
    case 'PATCH':
      return patch(ctx, kind, id, request, projectionOf(read))
    case 'DELETE':
      return remove(ctx, kind, id, request)
    default:
      throw new DomainError('method_not_allowed')
  }
}

const isRead = ({ method }: IncomingMessage) => method === 'GET' || method === 'HEAD'

async function search(ctx: Context, kind: Kind, request: IncomingMessage): Promise<ScimAnswer> {
  return list(ctx, kind, fromSearch(await readScimBody(request)))
}

async function list(ctx: Context, kind: Kind, read: (name: string) => string | null): Promise<ScimAnswer> {
  const projection = projectionOf(read)
  const asked = listQuery(read)
  const project = projector(kind.type, projection)
  const related = isAsked(projection, kind.related)
  const { total, resources } = await kind.list({ ctx, input: { ...asked, related } })
  return { status: 200, body: listResponse(resources.map(project), total, asked.startIndex) }
}

async function get(
  ctx: Context,
  kind: Kind,
  id: string,
  request: IncomingMessage,
  projection: Projection,
): Promise<ScimAnswer> {
  const project = projector(kind.type, projection)
  const resource = await kind.get({ ctx, input: { id, related: isAsked(projection, kind.related) } })
  const headers = { etag: metaOf(resource).version }
  if (isUnchanged(request, headers.etag)) return { status: 304, headers }
  return { status: 200, body: project(resource), headers }
}

async function create(ctx: Context, kind: Kind, request: IncomingMessage, projection: Projection): Promise<ScimAnswer> {
  const project = projector(kind.type, projection)
  const resource = await kind.create({ ctx, input: { resource: await readScimBody(request) } })
  const { version, location } = metaOf(resource)
  return { status: 201, body: project(resource), headers: { etag: version, location } }
}

async function replace(
  ctx: Context,
  kind: Kind,
  id: string,
  request: IncomingMessage,
  projection: Projection,
): Promise<ScimAnswer> {
  const project = projector(kind.type, projection)
  const resource = await kind.replace({
    ctx,
    input: { id, resource: await readScimBody(request) },
    ...matching(request),
  })
  return { status: 200, body: project(resource), headers: { etag: metaOf(resource).version } }
}

/** Answers nothing unless attributes are asked for (RFC 7644 §3.5.2): the members of a large group travel once. */
async function patch(
  ctx: Context,
  kind: Kind,
  id: string,
  request: IncomingMessage,
  projection: Projection,
): Promise<ScimAnswer> {
  const project = projector(kind.type, projection)
  const operations = parsePatch(await readScimBody(request))
  const resource = await kind.patch({ ctx, input: { id, operations }, ...matching(request) })
  const headers = { etag: metaOf(resource).version }
  if (projection.attributes === undefined) return { status: 204, headers }
  return { status: 200, body: project(resource), headers }
}

async function remove(ctx: Context, kind: Kind, id: string, request: IncomingMessage): Promise<ScimAnswer> {
  await kind.remove({ ctx, input: { id }, ...matching(request) })
  return { status: 204 }
}

function matching(request: IncomingMessage): { ifMatch?: number } {
  const ifMatch = ifMatchOf(request)
  return ifMatch === undefined ? {} : { ifMatch }
}

function metaOf({ meta }: Resource): { version: string; location: string } {
  return meta as { version: string; location: string }
}
