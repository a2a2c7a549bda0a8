import { createHash } from 'node:crypto'
import type { ConfigurationChange } from '@gatehouse/contracts/configuration'
import { planConfiguration as endpoint } from '@gatehouse/contracts/endpoints/configuration'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { loadState } from './load-state.ts'
import { planAccounts, planRoles } from './plan-accounts.ts'
import { planApis, pruneApis } from './plan-apis.ts'
import { planLint, planOrganization, planStages, planTeams, pruneStages } from './plan-installation.ts'
import { planProducts, pruneProducts } from './plan-products.ts'
import { planWebhooks, pruneWebhooks } from './plan-webhooks.ts'
import type { Planning, Step } from './planning.ts'

type Asked = z.output<typeof endpoint.body>

/**
 * The changes that make the installation what the document says, in an order in which each finds what it needs: who and where before
 * what, and what goes away last, from the outside in.
 */
export async function planSteps(
  ctx: Context,
  db: Reader,
  { document, prune }: Asked,
): Promise<{ steps: Step[]; notes: string[] }> {
  const slugs = (document.apis ?? []).map(({ slug }) => slug)
  const state = await loadState(ctx, db, slugs)
  const planning: Planning = { ctx, db, state, document, prune, refused: [], notes: new Set() }
  const steps = [
    ...planOrganization(planning),
    ...planTeams(planning),
    ...planWebhooks(planning),
    ...planStages(planning),
    ...planLint(planning),
    ...planAccounts(planning),
    ...(await planApis(planning)),
    ...planRoles(planning),
    ...planProducts(planning),
    ...(await pruneProducts(planning)),
    ...(await pruneApis(planning)),
    ...pruneStages(planning),
    ...pruneWebhooks(planning),
  ]
  const { refused } = planning
  if (refused.length > 0) {
    const first = refused[0]
    const more = refused.length > 1 ? ` And ${refused.length - 1} more.` : ''
    throw new DomainError('invalid_input', `At ${first?.pointer}: expected ${first?.expected}.${more}`, {
      errors: refused.slice(0, 50),
    })
  }
  return { steps, notes: [...planning.notes] }
}

/** Names exactly these changes; null for none. */
export function hashSteps(steps: readonly Step[]): string {
  const text = canonicalJson(steps.map(({ change, fingerprint }) => ({ change, fingerprint })))
  return createHash('sha256').update(text).digest('hex')
}

/** What a document would change; changes nothing. */
export const planConfiguration = query({
  name: 'configuration.plan',
  allowed: { permission: 'api.read', anyScope: true },
  input: endpoint.body,
  run: async ({ ctx, db, input }) => {
    const { steps, notes } = await planSteps(ctx, db, input)
    const changes = steps.map(({ change }) => change)
    return { changes, counts: countActs(changes), notes, hash: hashSteps(steps) }
  },
})

function countActs(changes: readonly ConfigurationChange[]) {
  const possible = changes.filter(({ blocked }) => blocked === null)
  const of = (act: ConfigurationChange['act']) => possible.filter((change) => change.act === act).length
  return {
    create: of('create'),
    change: of('change'),
    delete: of('delete'),
    blocked: changes.length - possible.length,
  }
}
