import { mostResults } from '@gatehouse/auth/scim/discovery'
import { type Filter, parseFilter } from '@gatehouse/auth/scim/filter'
import { matcher } from '@gatehouse/auth/scim/match-filter'
import type { Resource, ResourceType } from '@gatehouse/auth/scim/resource-type'
import { ScimError } from '@gatehouse/auth/scim/scim-error'
import { sortKey } from '@gatehouse/auth/scim/sort-key'
import type { Database } from '@gatehouse/db/client'
import { type Column, planFilter } from './plan-filter.ts'

export type ListRequest = {
  filter?: string | undefined
  sortBy?: string | undefined
  sortOrder?: 'ascending' | 'descending' | undefined
  startIndex: number
  count: number
}

/** One kind of resource as it is stored. */
export type Listing<Row extends { id: string; createdAt: Date }> = {
  type: ResourceType
  /** `directory_person d` */
  from: string
  /** Columns of a row, in the names of `Row`. */
  select: string
  columns: Readonly<Record<string, Column>>
  /** Columns that can be sorted by, by attribute in lower case. */
  sorts: Readonly<Record<string, string>>
  /** Rows as resources; what a filter or a sort asks for is in them. */
  resources: (rows: readonly Row[], filter: Filter | undefined) => Promise<Resource[]>
}

const batch = 2_000
const defaultOrder = 'd.created_at, d.id'

/**
 * The resources of a directory that fulfil a filter, one page of them, with the number of all. What indexes can answer, they do; the
 * rest is read in batches and judged one by one.
 */
export async function listResources<Row extends { id: string; createdAt: Date }>(
  pool: Database['pool'],
  providerId: string,
  listing: Listing<Row>,
  request: ListRequest,
): Promise<{ total: number; rows: Row[] }> {
  const filter = request.filter === undefined ? undefined : parseFilter(request.filter)
  const params: unknown[] = [providerId]
  const planned = filter && planFilter(filter, listing.columns, params)
  const where = `d.identity_provider_id = $1 AND d.origin = 'directory'${planned ? ` AND ${planned.sql}` : ''}`
  const sort = request.sortBy === undefined ? defaultOrder : listing.sorts[request.sortBy.toLowerCase()]
  const source = { pool, listing, where, params }
  const take = Math.max(0, Math.min(request.count, mostResults))
  const offset = Math.max(0, request.startIndex - 1)
  if ((filter === undefined || planned?.exact) && sort !== undefined) {
    const direction = request.sortOrder === 'descending' ? ' DESC' : ''
    const order = request.sortBy === undefined ? sort : `${sort}${direction}, d.id${direction}`
    return pageOf(source, order, { take, offset })
  }
  return judged(source, filter, request, { take, offset })
}

type Source<Row extends { id: string; createdAt: Date }> = {
  pool: Database['pool']
  listing: Listing<Row>
  where: string
  params: readonly unknown[]
}
type Page = { take: number; offset: number }

async function pageOf<Row extends { id: string; createdAt: Date }>(
  { pool, listing, where, params }: Source<Row>,
  order: string,
  { take, offset }: Page,
): Promise<{ total: number; rows: Row[] }> {
  const counted = await pool.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM ${listing.from} WHERE ${where}`,
    [...params],
  )
  const total = counted.rows[0]?.total ?? 0
  if (take === 0 || offset >= total) return { total, rows: [] }
  const { rows } = await pool.query<Row>(
    `SELECT ${listing.select} FROM ${listing.from} WHERE ${where} ORDER BY ${order} LIMIT ${take} OFFSET ${offset}`,
    [...params],
  )
  return { total, rows }
}

/** One by one, in batches, without holding more than the page, or the keys of what is sorted. */
async function judged<Row extends { id: string; createdAt: Date }>(
  source: Source<Row>,
  filter: Filter | undefined,
  { sortBy, sortOrder }: ListRequest,
  { take, offset }: Page,
): Promise<{ total: number; rows: Row[] }> {
  const { listing } = source
  const fulfils = filter ? matcher(listing.type, filter) : () => true
  const keyOf = sortBy === undefined ? undefined : sortKey(listing.type, sortBy)
  const rows: Row[] = []
  const keys: { id: string; key: string | undefined }[] = []
  let total = 0
  for await (const some of batches(source)) {
    const resources = await listing.resources(some, filter)
    some.forEach((row, at) => {
      const resource = resources[at]
      if (!resource || !fulfils(resource)) return
      total += 1
      if (keyOf) keys.push({ id: row.id, key: keyOf(resource) })
      else if (total > offset && rows.length < take) rows.push(row)
    })
  }
  if (!keyOf) return { total, rows }
  const sign = sortOrder === 'descending' ? -1 : 1
  // What has no such attribute comes last, and first where the order is turned round (RFC 7644 §3.4.2.3).
  keys.sort((one, other) => sign * (compare(one.key, other.key) || compare(one.id, other.id)))
  return {
    total,
    rows: await named(
      source,
      keys.slice(offset, offset + take).map(({ id }) => id),
    ),
  }
}

function compare(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0
  if (one === undefined) return 1
  if (other === undefined) return -1
  return one < other ? -1 : 1
}

async function* batches<Row extends { id: string; createdAt: Date }>({
  pool,
  listing,
  where,
  params,
}: Source<Row>): AsyncGenerator<Row[]> {
  let last: Row | undefined
  for (;;) {
    const from = last === undefined ? '' : ` AND (d.created_at, d.id) > ($${params.length + 1}, $${params.length + 2})`
    const { rows } = await pool.query<Row>(
      `SELECT ${listing.select} FROM ${listing.from} WHERE ${where}${from} ORDER BY ${defaultOrder} LIMIT ${batch}`,
      last === undefined ? [...params] : [...params, last.createdAt, last.id],
    )
    if (rows.length > 0) yield rows
    if (rows.length < batch) return
    last = rows.at(-1)
  }
}

async function named<Row extends { id: string; createdAt: Date }>(
  { pool, listing }: Source<Row>,
  ids: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return []
  const { rows } = await pool.query<Row>(`SELECT ${listing.select} FROM ${listing.from} WHERE d.id = ANY($1)`, [
    [...ids],
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Numbers of a query string; what is none is refused. */
export function listNumber(text: string | null, name: string, absent: number): number {
  if (text === null || text === '') return absent
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new ScimError(400, `${name} must be a whole number.`, 'invalidValue')
  return number
}
