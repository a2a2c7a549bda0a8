import { type DirectoryView, getDirectory as endpoint } from '@gatehouse/contracts/endpoints/directory'
import { loadReceipts } from '../deployments/receipts.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { scimBase } from '../scim/directory-of.ts'
import { directoryRows } from './directory-rows.ts'
import { providerScope } from './directory-scope.ts'
import { itsDelay } from './its-delay.ts'

const measuredMessages = 20

type StateCount = { state: keyof typeof nothing; n: number }
const nothing = { matched: 0, different: 0, 'only-there': 0, unlinked: 0, 'active-here': 0 }

/** A directory against what is here: how many differ and in what, when it spoke last, and how long its word takes. */
export const getDirectory = query({
  name: 'directory.get',
  allowed: { permission: 'identity.read' },
  input: endpoint.params,
  scope: providerScope,
  run: async ({ ctx, db, pool, input }): Promise<DirectoryView> => {
    const { identityProviderId } = input
    const provider = await db.identityProvider.findUnique({ where: { id: identityProviderId } })
    if (!provider) throw notFound()
    const { rows } = await pool.query<StateCount>(
      `SELECT s.state, count(*)::int AS n FROM (${directoryRows}) s GROUP BY s.state`,
      [identityProviderId],
    )
    const states = { ...nothing, ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) }
    const local = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM person p WHERE p.erased_at IS NULL AND p.deactivated_at IS NULL
         AND (EXISTS (SELECT FROM member m WHERE m.person_id = p.id) OR EXISTS (SELECT FROM developer v WHERE v.person_id = p.id))
         AND NOT EXISTS (SELECT FROM directory_person d WHERE d.person_id = p.id AND d.identity_provider_id = $1)`,
      [identityProviderId],
    )
    const last = await db.directoryMessage.findFirst({
      where: { identityProviderId },
      orderBy: { at: 'desc' },
      select: { at: true },
    })
    const groups = await db.directoryGroup.count({ where: { identityProviderId } })
    const mappedGroups = await db.directoryGroup.count({ where: { identityProviderId, mappings: { some: {} } } })
    return {
      scimAddress: scimBase(ctx),
      counts: {
        told: states.matched + states.different + states['only-there'] + states.unlinked + states['active-here'],
        onlyThere: states['only-there'],
        unlinked: states.unlinked,
        different: states.different,
        activeHere: states['active-here'],
        onlyHere: local.rows[0]?.n ?? 0,
        groups,
        mappedGroups,
      },
      lastMessageAt: last?.at.toISOString() ?? null,
      itsDelay: await itsDelay(pool, provider),
      ourDelayMs: await ourDelay(db, identityProviderId, ctx.now()),
      tokenWarning: tokenWarning(provider),
    }
  },
})

async function ourDelay(db: Reader, identityProviderId: string, now: Date): Promise<number | null> {
  const messages = await db.directoryMessage.findMany({
    where: { identityProviderId, changeSeq: { not: null } },
    orderBy: { at: 'desc' },
    take: measuredMessages,
    select: { changeSeq: true, at: true },
  })
  const changes = messages.flatMap(({ changeSeq, at }) =>
    changeSeq === null ? [] : [{ seq: changeSeq, stageId: null, kind: 'access' as const, at }],
  )
  const lags = (await loadReceipts(db, changes, now)).flatMap(({ worstLagMs }) => worstLagMs ?? [])
  return lags.length === 0 ? null : Math.max(...lags)
}

/** Without a claim that names persons as the directory does, tokens of whoever never signed in here cannot be told. */
function tokenWarning(provider: { settings: unknown; subjectClaim: string | null }): string | null {
  const { issuer } = (provider.settings ?? {}) as { issuer?: unknown }
  if (typeof issuer !== 'string' || provider.subjectClaim !== null) return null
  return 'Tokens of this provider name persons by a subject that the directory does not know. Until the provider’s settings name the claim that carries the directory’s id (Entra ID: oid), switching somebody off stops only the tokens of those who have signed in here.'
}
