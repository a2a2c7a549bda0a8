import { productRow } from '@gatehouse/contracts/access'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { externalClientHash } from '@gatehouse/policies/tokens/token-registry'
import type { Db } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { limitsOn } from '../publishing/access-rows.ts'
import type { SqlClient } from '../publishing/repeatable-read.ts'
import { loadTokenIssuers } from '../publishing/token-rows.ts'
import type { Caller, CallerCredential } from './load-callers.ts'
import { type StageChange, withCallers, withoutRows, withRows } from './stage-change.ts'

type Of<K extends ProposedChange['kind']> = Extract<ProposedChange, { kind: K }>

const stagesOf = (db: Db) => db.stage.findMany({ orderBy: { position: 'asc' }, select: { id: true } })

/** Other operations in a product. */
export async function proposeProduct(db: Db, { productId, items }: Of<'product'>): Promise<StageChange[]> {
  const product = await db.product.findUnique({ where: { id: productId }, select: { tools: true } })
  if (product === null) throw notFound()
  const row = productRow.parse({
    kind: 'product',
    id: productId,
    items,
    ...(product.tools === null ? {} : { tools: product.tools }),
  })
  return (await stagesOf(db)).map(({ id: stageId }) => ({ stageId, rows: (loaded) => withRows(loaded, [row]) }))
}

/** Other limits of a plan, for those who are subscribed under it. */
export async function proposePlan(db: Db, { planId, limits }: Of<'plan'>): Promise<StageChange[]> {
  const versions = await db.planVersion.findMany({ where: { planId }, select: { id: true } })
  if (versions.length === 0) throw notFound()
  const ids = new Set(versions.map(({ id }) => id))
  return (await stagesOf(db)).map(({ id: stageId }) => ({
    stageId,
    rows: (loaded) =>
      withRows(
        loaded,
        loaded.rows.flatMap(({ row }) =>
          row.kind === 'planVersion' && ids.has(row.id) ? [{ ...row, limits: limitsOn(limits, stageId) }] : [],
        ),
      ),
  }))
}

/** Other rules on whose tokens an API takes on a stage. A rule for one application makes a credential of it. */
export function proposeTokenRules({ apiId, stageId, rules }: Of<'token-rules'>): StageChange[] {
  const rows = rules.map(({ identityProviderId, rule }, position) => ({
    kind: 'tokenRule' as const,
    id: newId('apiTokenRule'),
    apiId,
    issuerId: identityProviderId ?? builtInIssuer,
    position,
    rule,
  }))
  const fixed = rules.flatMap(({ identityProviderId, rule }) =>
    rule.accept && rule.client?.by === 'application'
      ? [{ applicationId: rule.client.applicationId, issuerId: identityProviderId ?? builtInIssuer }]
      : [],
  )
  return [
    {
      stageId,
      rows: (loaded) => {
        const others = withoutRows(loaded, (row) => row.kind === 'tokenRule' && row.apiId === apiId)
        const added = fixed.flatMap(({ applicationId, issuerId }) => {
          const caller = loaded.callers.find(({ id }) => id === applicationId)
          const made = fixedClient(applicationId, issuerId, stageId)
          return caller?.credentials.every(({ digest }) => digest !== made.credential.digest) ? [made] : []
        })
        const callers = withCallers(others, (caller) => withCredentials(caller, added))
        return withRows(callers, [...rows, ...added.map(({ row }) => row)])
      },
    },
  ]
}

type Added = ReturnType<typeof fixedClient>

function withCredentials(caller: Caller, added: readonly Added[]): Caller {
  const own = added.filter(({ row }) => row.applicationId === caller.id).map(({ credential }) => credential)
  return own.length === 0 ? caller : { ...caller, credentials: [...caller.credentials, ...own] }
}

function fixedClient(applicationId: Id<'application'>, issuerId: string, stageId: string) {
  const hash = externalClientHash(issuerId, stageId, { applicationId })
  const id = newId('credential')
  const credential: CallerCredential = {
    id,
    kind: 'external',
    name: 'All tokens of its provider',
    ipRanges: [],
    digest: hash.toString('latin1'),
    clientId: null,
    madeUp: false,
  }
  return { credential, row: { kind: 'credential' as const, id, hash: hash.toString('hex'), applicationId, scopes: [] } }
}

/** A provider switched on or off: with it, all that its tokens may. */
export async function proposeProvider(
  db: Db,
  client: SqlClient,
  { identityProviderId, enabled }: Of<'identity-provider'>,
): Promise<StageChange[]> {
  const issuers = await loadTokenIssuers(client, [identityProviderId], enabled)
  const issuer = issuers.get(identityProviderId)
  if (issuer === undefined) throw notFound()
  return (await stagesOf(db)).map(({ id: stageId }) => ({
    stageId,
    rows: (loaded) => withRows(loaded, [issuer(stageId)]),
  }))
}
