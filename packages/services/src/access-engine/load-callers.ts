import { randomBytes } from 'node:crypto'
import type { AccessRow, AccessUpsert } from '@gatehouse/contracts/access'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { JudgedApplication, JudgedCredential } from '@gatehouse/policies/matrix/access-judge'
import { externalClientHash } from '@gatehouse/policies/tokens/token-registry'
import { loadAccessRows } from '../publishing/access-rows.ts'
import type { SqlClient } from '../publishing/repeatable-read.ts'

/** An application as judgements need it, and as they tell of it. */
export type Caller = Omit<JudgedApplication, 'credentials'> & {
  readonly id: Id<'application'>
  readonly name: string
  readonly team: { readonly id: Id<'team'>; readonly name: string }
  readonly credentials: readonly CallerCredential[]
}

export type CallerCredential = JudgedCredential & { readonly name: string }

export type LoadedCallers = {
  readonly callers: readonly Caller[]
  /** Rows of the access table as the stage's gateways have them, of these callers and of what they join. */
  readonly rows: readonly AccessUpsert[]
}

/** Applications by what they are in; nothing: all. */
export type CallerChoice = {
  applicationIds?: readonly string[] | undefined
  teamId?: string | undefined
  productId?: string | undefined
  /** Part of the application's or its team's name. */
  q?: string | undefined
  /** Which teams and APIs the reader sees applications of (grantsOf); absent: all. */
  seen?: { all: boolean; teamIds: readonly string[]; apiIds: readonly string[] } | undefined
  limit: number
  /** Name and id behind which to go on. */
  after?: { name: string; id: string } | undefined
}

type ApplicationColumns = { id: string; name: string; team_id: string; team: string }
type CredentialColumns = {
  id: string
  application_id: string
  kind: string
  name: string
  hash: string
  ip_ranges: string[]
  live: boolean
}

/** Loads applications by name, with the rows that gateways have of them. `client` reads one snapshot of the database. */
export async function loadCallers(
  client: SqlClient,
  stageId: string,
  choice: CallerChoice,
  now: Date,
): Promise<LoadedCallers> {
  const applications = await findApplications(client, choice)
  const ids = applications.map(({ id }) => id)
  const { rows: credentials } = await client.query<CredentialColumns>(
    `SELECT c.id, c.application_id, c.kind, c.name, c.hash, coalesce(c.ip_ranges, '{}') AS ip_ranges,
       c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $3) AND (c.overlap_until IS NULL OR c.overlap_until > $3) AS live
     FROM credential c WHERE c.application_id = ANY($1::text[]) AND c.stage_id = $2 ORDER BY c.created_at, c.id`,
    [ids, stageId, now],
  )
  const rows = await loadRows(client, stageId, ids)
  const issuerIds = rows.flatMap(({ row }) => (row.kind === 'tokenIssuer' ? [row.id] : []))
  const byApplication = Map.groupBy(credentials, ({ application_id }) => application_id)
  const madeUp: AccessUpsert[] = []
  const callers = applications.map((row): Caller => {
    const live = (byApplication.get(row.id) ?? []).filter((credential) => credential.live)
    const own = live.map((credential) => toCredential(credential, issuerIds, stageId))
    if (own.length === 0) {
      const stand = standIn(row.id)
      madeUp.push({ seq: 1, row: stand.row })
      own.push(stand.credential)
    }
    return {
      id: row.id as Id<'application'>,
      name: row.name,
      team: { id: row.team_id as Id<'team'>, name: row.team },
      credentials: own,
    }
  })
  return { callers, rows: [...rows, ...madeUp] }
}

async function findApplications(client: SqlClient, choice: CallerChoice): Promise<ApplicationColumns[]> {
  const { where, values } = whereOf(choice)
  const { rows } = await client.query<ApplicationColumns>(
    `SELECT a.id, a.name, a.team_id, t.name AS team FROM application a JOIN team t ON t.id = a.team_id
     WHERE ${where} ORDER BY a.name, a.id LIMIT $${values.length + 1}`,
    [...values, choice.limit],
  )
  return rows
}

/** How many applications a choice is about. */
export async function countCallers(client: SqlClient, choice: Omit<CallerChoice, 'limit' | 'after'>): Promise<number> {
  const { where, values } = whereOf(choice)
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM application a JOIN team t ON t.id = a.team_id WHERE ${where}`,
    values,
  )
  return Number(rows[0]?.count ?? 0)
}

function whereOf({ applicationIds, teamId, productId, q, seen, after }: Omit<CallerChoice, 'limit'>): {
  where: string
  values: unknown[]
} {
  const values: unknown[] = []
  const add = (value: unknown) => `$${values.push(value)}`
  const where = ['a.deleted_at IS NULL']
  if (applicationIds !== undefined) where.push(`a.id = ANY(${add([...applicationIds])}::text[])`)
  if (teamId !== undefined) where.push(`a.team_id = ${add(teamId)}`)
  if (productId !== undefined)
    where.push(
      `EXISTS (SELECT FROM subscription s WHERE s.application_id = a.id AND s.product_id = ${add(productId)} AND s.open_key IS NOT NULL)`,
    )
  if (q !== undefined && q !== '') {
    const pattern = add(`%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
    where.push(`(a.name ILIKE ${pattern} OR t.name ILIKE ${pattern})`)
  }
  if (seen !== undefined && !seen.all) {
    const teams = add([...seen.teamIds])
    const apis = add([...seen.apiIds])
    where.push(
      `(a.team_id = ANY(${teams}::text[]) OR EXISTS (SELECT FROM subscription s JOIN product p ON p.id = s.product_id
         LEFT JOIN product_item i ON i.product_id = p.id LEFT JOIN version v ON v.id = i.version_id
         WHERE s.application_id = a.id AND (p.team_id = ANY(${teams}::text[]) OR v.api_id = ANY(${apis}::text[]))))`,
    )
  }
  if (after !== undefined) where.push(`(a.name, a.id) > (${add(after.name)}, ${add(after.id)})`)
  return { where: where.join(' AND '), values }
}

/** The rows that gateways have: names from the access table's own list, contents from the function that fills its pages. */
async function loadRows(client: SqlClient, stageId: string, ids: readonly string[]): Promise<AccessUpsert[]> {
  const { rows: names } = await client.query<{ kind: string; entity_id: string; stage_id: string | null; seq: string }>(
    `WITH subscribed AS (SELECT id, product_id, plan_version_id FROM subscription WHERE application_id = ANY($1::text[])),
       named(kind, id) AS (
         SELECT 'application', unnest($1::text[])
         UNION ALL SELECT DISTINCT 'team', team_id FROM application WHERE id = ANY($1::text[])
         UNION ALL SELECT 'credential', id FROM credential WHERE application_id = ANY($1::text[]) AND stage_id = $2
         UNION ALL SELECT 'subscription', id FROM subscribed
         UNION ALL SELECT DISTINCT 'product', product_id FROM subscribed
         UNION ALL SELECT DISTINCT 'planVersion', plan_version_id FROM subscribed)
     SELECT v.kind, v.entity_id, v.stage_id, v.seq FROM access_version v JOIN named n ON n.kind = v.kind AND n.id = v.entity_id
     WHERE NOT v.deleted AND (v.stage_id IS NULL OR v.stage_id = $2)
     UNION ALL
     SELECT kind, entity_id, stage_id, seq FROM access_version
     WHERE kind IN ('tokenIssuer', 'tokenRule') AND NOT deleted AND (stage_id IS NULL OR stage_id = $2)`,
    [[...ids], stageId],
  )
  const sources = await loadAccessRows(
    client,
    names.map((name) => ({
      kind: name.kind,
      id: name.entity_id,
      seq: Number(name.seq),
      stageId: name.stage_id,
      deleted: false,
    })),
  )
  return sources.flatMap(({ seq, row }) => (row === null ? [] : [{ seq, row: row(stageId) }]))
}

function toCredential(row: CredentialColumns, issuerIds: readonly string[], stageId: string): CallerCredential {
  const kind = row.kind === 'client' || row.kind === 'external' ? row.kind : 'key'
  return {
    id: row.id,
    kind,
    name: row.name,
    ipRanges: row.ip_ranges,
    digest: Buffer.from(row.hash, 'hex').toString('latin1'),
    clientId: kind === 'external' ? clientIdOf(row, issuerIds, stageId) : null,
    madeUp: false,
  }
}

/** Only the hash of an external client's name is kept for sure; what the credential is called tells the name as long as it fits. */
function clientIdOf({ name, hash }: CredentialColumns, issuerIds: readonly string[], stageId: string): string | null {
  for (let end = name.lastIndexOf(' of '); end > 0; end = name.lastIndexOf(' of ', end - 1)) {
    const clientId = name.slice(0, end)
    const fits = issuerIds.some((id) => externalClientHash(id, stageId, { clientId }).toString('hex') === hash)
    if (fits) return clientId
  }
  return null
}

/** A key as an application without one could have it made now: unknown to all gateways. */
export function standIn(applicationId: string): {
  credential: CallerCredential
  row: Extract<AccessRow, { kind: 'credential' }>
} {
  const id = newId('credential')
  const hash = randomBytes(32).toString('hex')
  return {
    credential: { id, kind: 'key', name: 'a new key', ipRanges: [], digest: '', clientId: null, madeUp: true },
    row: { kind: 'credential', id, hash, applicationId: applicationId as Id<'application'>, scopes: [] },
  }
}
