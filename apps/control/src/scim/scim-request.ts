import type { IncomingMessage } from 'node:http'
import type { Projection } from '@gatehouse/auth/scim/project'
import { ScimError } from '@gatehouse/auth/scim/scim-error'
import { listNumber } from '@gatehouse/services/scim/list-resources'
import { readBody } from '../http/read-body.ts'

/** Room for a group of 50,000 members; nobody needs more at once. */
const maxBody = 4 * 1024 * 1024
const defaultCount = 100
const media = /^application\/(scim\+)?json\b/i

/** A body of the protocol. Throws `invalidSyntax`, and 415 for what is no JSON. */
export async function readScimBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = request.headers['content-type']
  if (type !== undefined && !media.test(type))
    throw new ScimError(415, 'Send application/scim+json or application/json.')
  const text = (await readBody(request, maxBody)).toString('utf8')
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScimError(400, 'The body must be a JSON object.', 'invalidSyntax')
  return value as Record<string, unknown>
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ScimError(400, 'The body is no JSON.', 'invalidSyntax')
  }
}

/** What a list is asked with: in the query, or in the body of a search (RFC 7644 §3.4.3). */
export type ListQuery = {
  filter?: string
  sortBy?: string
  sortOrder?: 'ascending' | 'descending'
  startIndex: number
  count: number
}

/** Names of parameters in whatever case; some clients write `Filter`. */
export function listQuery(read: (name: string) => string | null): ListQuery {
  const filter = read('filter')
  const sortBy = read('sortBy')
  const order = read('sortOrder')?.toLowerCase()
  if (order !== undefined && order !== 'ascending' && order !== 'descending')
    throw new ScimError(400, 'sortOrder is ascending or descending.', 'invalidValue')
  return {
    startIndex: Math.max(1, listNumber(read('startIndex'), 'startIndex', 1)),
    count: Math.max(0, listNumber(read('count'), 'count', defaultCount)),
    ...(filter === null || filter.trim() === '' ? {} : { filter }),
    ...(sortBy === null || sortBy === '' ? {} : { sortBy }),
    ...(order === undefined ? {} : { sortOrder: order }),
  }
}

export function projectionOf(read: (name: string) => string | null): Projection {
  const attributes = read('attributes') ?? undefined
  const excludedAttributes = read('excludedAttributes') ?? undefined
  return { attributes, excludedAttributes }
}

/** Reads parameters of a query whatever the case of their names. */
export function fromQuery(parameters: URLSearchParams): (name: string) => string | null {
  const byName = new Map([...parameters].map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => byName.get(name.toLowerCase()) ?? null
}

/** Reads them of a search's body, where lists are lists. */
export function fromSearch(body: Record<string, unknown>): (name: string) => string | null {
  const byName = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => {
    const value = byName.get(name.toLowerCase())
    if (value === undefined || value === null) return null
    return Array.isArray(value) ? value.join(',') : String(value)
  }
}

/** The version of `If-Match: W/"3"`; `*` and its absence bind to none. What has no form of ours matches nothing. */
export function ifMatchOf(request: IncomingMessage): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1]
  if (version === undefined) throw new ScimError(412, 'If-Match names no version of this resource.')
  return Number(version)
}

/** Whether the version that the client has is the one that there is. */
export function isUnchanged(request: IncomingMessage, version: string): boolean {
  const header = request.headers['if-none-match']
  if (header === undefined) return false
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return header.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(version))
}
