import { createHash, randomBytes, hash as sha256 } from 'node:crypto'
import type { AccessUpsert } from '@gatehouse/contracts/access'
import type { SimulatedCaller } from '@gatehouse/contracts/endpoints/access-engine'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { AccessReader } from '@gatehouse/policies/access/reader'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import { builtInToken, externalToken } from '@gatehouse/policies/matrix/made-up-token'
import type { PlannedVersion } from '@gatehouse/policies/snapshot/runtime'
import { type KeptToken, tokenCacheOf } from '@gatehouse/policies/tokens/token-cache'
import type { Db } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import { loadAccessRows } from '../publishing/access-rows.ts'
import { inOneSnapshot, type SqlClient } from '../publishing/repeatable-read.ts'
import { credentialText } from './get-cell.ts'
import {
  type Caller,
  type CallerChoice,
  type CallerCredential,
  type LoadedCallers,
  loadCallers,
} from './load-callers.ts'
import { withRows } from './stage-change.ts'
import { readerOf } from './stage-runtime.ts'

/** Who calls, ready for a request: what it shows, and the table in which gateways find what they have of it. */
export type ReadyCaller = {
  readonly access: AccessReader
  /** Field of the request; null: it shows nothing. */
  readonly authorization: string | null
  readonly key: string | null
  /** In words. */
  readonly text: string | null
  readonly application: { id: Id<'application'>; name: string; team: string } | null
}

type Asked<A extends SimulatedCaller['as']> = Extract<SimulatedCaller, { as: A }>
type Place = { stageId: string; snapshot: Snapshot; version: PlannedVersion | null; at: number }

/**
 * Makes ready whom a simulation is about: of an application each credential that is live. Whatever the reader may not see of applications
 * does not exist.
 */
export async function readyCallers(
  ctx: Context,
  caller: SimulatedCaller,
  seen: CallerChoice['seen'],
  place: Place,
): Promise<readonly ReadyCaller[]> {
  switch (caller.as) {
    case 'nobody':
      return [{ ...(await load(ctx, [], seen, place)), authorization: null, key: null, text: null, application: null }]
    case 'credential':
      return [await ofCredential(ctx, caller, seen, place)]
    case 'application':
      return ofApplication(ctx, caller, seen, place)
    case 'token':
      return [await ofToken(ctx, caller, seen, place)]
    case 'made-up':
      return [await madeUp(ctx, caller, seen, place)]
  }
}

async function loadRows(ctx: Context, ids: readonly string[], seen: CallerChoice['seen'], { stageId, at }: Place) {
  return inOneSnapshot(ctx.db.pool, (client) =>
    loadCallers(client, stageId, { applicationIds: ids, seen, limit: Math.max(1, ids.length) }, new Date(at)),
  )
}

async function load(ctx: Context, ids: readonly string[], seen: CallerChoice['seen'], place: Place) {
  return { access: readerOf((await loadRows(ctx, ids, seen, place)).rows) }
}

/** A stand-in for the key itself, which nobody here knows: the same row under another hash. */
function standInKey(): { key: string; hash: string } {
  const key = `gh_simulated_${randomBytes(16).toString('hex')}`
  return { key, hash: createHash('sha256').update(key).digest('hex') }
}

async function ofCredential(
  ctx: Context,
  asked: Asked<'credential'>,
  seen: CallerChoice['seen'],
  place: Place,
): Promise<ReadyCaller> {
  const row = await ctx.db.prisma.credential.findFirst({
    where: { id: asked.credentialId, stageId: place.stageId },
    select: { id: true, applicationId: true, kind: true, name: true, hash: true },
  })
  if (row === null) throw notFound()
  const loaded = await loadRows(ctx, [row.applicationId], seen, place)
  const [caller] = loaded.callers
  if (caller === undefined) throw notFound()
  const known = caller.credentials.find(({ id }) => id === row.id)
  const credential = known ?? {
    id: row.id,
    kind: row.kind === 'client' || row.kind === 'external' ? row.kind : 'key',
    name: row.name,
    ipRanges: [],
    digest: Buffer.from(row.hash, 'hex').toString('latin1'),
    clientId: null,
    madeUp: false,
  }
  return show(loaded, caller, credential, place, asked)
}

type Shown = Pick<Asked<'credential'>, 'scopes' | 'endUser' | 'claims'>

function show(
  loaded: LoadedCallers,
  caller: Caller,
  credential: CallerCredential,
  place: Place,
  shown: Shown,
): ReadyCaller {
  const application = { id: caller.id, name: caller.name, team: caller.team.name }
  const text = credentialText(credential)
  if (credential.kind === 'key') {
    const { key, hash } = standInKey()
    const row = loaded.rows.find((one) => one.row.kind === 'credential' && one.row.id === credential.id)?.row
    const rows = row?.kind === 'credential' ? withRows(loaded, [{ ...row, hash }]).rows : loaded.rows
    return { access: readerOf(rows), authorization: null, key, text, application }
  }
  const access = readerOf(loaded.rows)
  const kept =
    credential.kind === 'client'
      ? ofClient(access, credential, place, shown)
      : ofExternal(access, credential, place, shown)
  if (kept === null) return { access, authorization: `Bearer ${noToken}`, key: null, text, application }
  return { access, authorization: `Bearer ${keepAs(access, kept)}`, key: null, text, application }
}

/** What nobody signed: no rule of the API takes tokens of this client, so no better one is to be had. */
const noToken = 'eyJhbGciOiJub25lIn0.e30.'

function ofClient(
  access: AccessReader,
  { id }: CallerCredential,
  { snapshot, at }: Place,
  shown: Shown,
): KeptToken | null {
  const scopes = shown.scopes ?? access.findClient(id)?.scopes ?? []
  const client = { id, scopes, user: shown.endUser ?? false, claims: shown.claims ?? {} }
  return builtInToken(access, snapshot.stageId, client, at)
}

function ofExternal(
  access: AccessReader,
  credential: CallerCredential,
  { version, at }: Place,
  shown: Shown,
): KeptToken | null {
  if (version === null) return null
  for (const rules of access.tokens().rulesOf(version.version.apiId).values()) {
    for (const rule of rules) {
      const given = {
        clientId: credential.clientId,
        scopes: shown.scopes ?? [],
        user: shown.endUser ?? false,
        planId: null,
        required: shown.claims === undefined,
        claims: shown.claims ?? {},
      }
      const kept = externalToken(access, rule, given, at)
      if (kept !== null) return kept
    }
  }
  return null
}

/** Puts a token where the core keeps those whose signature it has checked, under a text that stands for it. */
function keepAs(access: AccessReader, kept: KeptToken): string {
  const text = `eyJzaW11bGF0ZWQiOnRydWV9.${randomBytes(12).toString('hex')}.none`
  const cache = tokenCacheOf(access)
  const digest = sha256('sha256', text, 'binary')
  // The cache is empty for registries that it has not seen: it must see this one first.
  cache.find(digest, access.tokens())
  cache.keep(digest, kept.token)
  return text
}

async function ofApplication(
  ctx: Context,
  asked: Asked<'application'>,
  seen: CallerChoice['seen'],
  place: Place,
): Promise<ReadyCaller[]> {
  const loaded = await loadRows(ctx, [asked.applicationId], seen, place)
  const [caller] = loaded.callers
  if (caller === undefined) throw notFound()
  return caller.credentials.map((credential) => show(loaded, caller, credential, place, {}))
}

/** A real token, checked as a gateway does: by the keys of its issuer, the revocations and the rules that gateways have. */
async function ofToken(
  ctx: Context,
  { token }: Asked<'token'>,
  seen: CallerChoice['seen'],
  place: Place,
): Promise<ReadyCaller> {
  const text = token.replace(/^(bearer|dpop) +/i, '')
  const scheme = /^dpop /i.test(token) ? 'DPoP' : 'Bearer'
  const first = await loadRows(ctx, [], seen, place)
  const applicationId = await applicationOf(ctx.db.prisma, text, place)
  const loaded = applicationId === null ? first : await loadRows(ctx, [applicationId], seen, place)
  const revocations = await inOneSnapshot(ctx.db.pool, (client) => revocationsOf(client, text, place.stageId))
  const [caller] = loaded.callers
  return {
    access: readerOf([...loaded.rows, ...revocations]),
    authorization: `${scheme} ${text}`,
    key: null,
    text: 'the token that was pasted',
    application: caller === undefined ? null : { id: caller.id, name: caller.name, team: caller.team.name },
  }
}

type Claims = Record<string, unknown>

function claimsOf(token: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Claims) : {}
  } catch {
    return {}
  }
}

/** Whose rows the verdict needs: of every client that the token can mean, by any rule. Says nothing about whether it is good. */
async function applicationOf(db: Db, token: string, { stageId, version }: Place): Promise<string | null> {
  const claims = claimsOf(token)
  const client = claims['client_id']
  if (typeof client === 'string' && client.startsWith('crd_')) {
    const own = await db.credential.findFirst({ where: { id: client, stageId }, select: { applicationId: true } })
    if (own !== null) return own.applicationId
  }
  const names = Object.values(claims).filter((value) => typeof value === 'string')
  const linked = await db.credential.findMany({
    where: {
      stageId,
      kind: 'external',
      revokedAt: null,
      OR: names.map((name) => ({ name: { startsWith: `${name} of ` } })),
    },
    select: { applicationId: true },
    take: 1,
  })
  if (linked[0] !== undefined) return linked[0].applicationId
  if (version === null) return null
  const rules = await db.apiTokenRule.findMany({
    where: { stageId, apiId: version.version.apiId },
    select: { rule: true },
  })
  for (const { rule } of rules) {
    const fixed = (rule as { client?: { by?: string; applicationId?: string } }).client
    if (fixed?.by === 'application' && fixed.applicationId !== undefined) return fixed.applicationId
  }
  return null
}

/** Every revocation that could be the token's. */
async function revocationsOf(client: SqlClient, token: string, stageId: string): Promise<AccessUpsert[]> {
  const claims = claimsOf(token)
  const values = Object.values(claims).filter((value): value is string => typeof value === 'string')
  const issuer = typeof claims['iss'] === 'string' ? claims['iss'] : ''
  const wanted = [...values, ...values.map((value) => `${issuer} ${value}`)]
  const { rows } = await client.query<{ id: string }>('SELECT id FROM revocation WHERE value = ANY($1::text[])', [
    wanted,
  ])
  const names = rows.map(({ id }) => ({ kind: 'revocation', id, seq: 1, stageId: null, deleted: false }))
  const sources = await loadAccessRows(client, names)
  return sources.flatMap(({ seq, row }) => (row === null ? [] : [{ seq, row: row(stageId) }]))
}

/** Somebody who is not there: rows of the table as a gateway would have them. */
async function madeUp(
  ctx: Context,
  { caller }: Asked<'made-up'>,
  seen: CallerChoice['seen'],
  place: Place,
): Promise<ReadyCaller> {
  const db = ctx.db.prisma
  const loaded = await loadRows(ctx, caller.applicationId === undefined ? [] : [caller.applicationId], seen, place)
  const [known] = loaded.callers
  if (caller.applicationId !== undefined && known === undefined) throw notFound()
  if (caller.credential === 'none')
    return { access: readerOf(loaded.rows), authorization: null, key: null, text: null, application: null }
  const applicationId = known?.id ?? newId('application')
  const teamId = known?.team.id ?? caller.teamId ?? newId('team')
  const { key, hash } = standInKey()
  const credentialId = newId('credential')
  const rows: AccessUpsert['row'][] = [
    { kind: 'credential', id: credentialId, hash, applicationId, scopes: [...caller.scopes] },
    { kind: 'application', id: applicationId, teamId, state: 'active' },
    { kind: 'team', id: teamId, state: 'active' },
  ]
  const subscription = await subscriptionOf(db, caller)
  if (subscription !== null) {
    const { productId, planVersionId } = subscription
    rows.push({
      kind: 'subscription',
      id: newId('subscription'),
      applicationId,
      productId,
      planVersionId,
      state: 'active',
    })
    rows.push(
      ...(await rowsOf(
        ctx,
        [
          ['product', productId],
          ['planVersion', planVersionId],
        ],
        place.stageId,
      )),
    )
  }
  const access = readerOf(withRows(loaded, rows).rows)
  const application = known === undefined ? null : { id: known.id, name: known.name, team: known.team.name }
  if (caller.credential === 'key')
    return { access, authorization: null, key, text: 'a key that is made up', application }
  const kept = builtInToken(
    access,
    place.snapshot.stageId,
    { id: credentialId, scopes: caller.scopes, user: caller.endUser, claims: caller.claims },
    place.at,
  )
  const authorization = kept === null ? `Bearer ${noToken}` : `Bearer ${keepAs(access, kept)}`
  return { access, authorization, key: null, text: 'a token that is made up', application }
}

async function subscriptionOf(
  db: Db,
  { planId, productId }: Asked<'made-up'>['caller'],
): Promise<{ productId: Id<'product'>; planVersionId: Id<'planVersion'> } | null> {
  if (planId === undefined && productId === undefined) return null
  const plan = await db.plan.findFirst({
    where: { ...(planId === undefined ? {} : { id: planId }), ...(productId === undefined ? {} : { productId }) },
    orderBy: { position: 'asc' },
    select: { productId: true, versions: { orderBy: { number: 'desc' }, take: 1, select: { id: true } } },
  })
  const version = plan?.versions[0]
  if (plan === null || version === undefined) throw notFound()
  return { productId: plan.productId as Id<'product'>, planVersionId: version.id as Id<'planVersion'> }
}

async function rowsOf(ctx: Context, names: readonly (readonly [string, string])[], stageId: string) {
  const sources = await loadAccessRows(
    ctx.db.pool,
    names.map(([kind, id]) => ({ kind, id, seq: 1, stageId: null, deleted: false })),
  )
  return sources.flatMap(({ row }) => (row === null ? [] : [row(stageId)]))
}
