import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { Problem } from '@gatehouse/contracts/problems'

/** Endpoints whose refusal `access_review_needed` can be turned into a proposal, with the act that it asks for. */
const actsOfEndpoints: Readonly<Record<string, AccessAct>> = {
  createProduct: 'product.create',
  offerVersion: 'product.offer',
  setProductItems: 'product.set-items',
  createPlan: 'plan.create',
  revisePlan: 'plan.revise',
  'token-rules.put': 'token-rules.put',
  'identityProviders.create': 'identity-provider.create',
  'identityProviders.update': 'identity-provider.update',
  'identityProviders.enable': 'identity-provider.enable',
  'identityProviders.disable': 'identity-provider.disable',
  'identityProviders.delete': 'identity-provider.delete',
  'directories.addMapping': 'directory.add-mapping',
  'directories.removeMapping': 'directory.remove-mapping',
}

export type Proposal = { act: AccessAct; input: JsonObject }

const proposals = new WeakMap<Problem, Proposal>()

/** Remembers what could be asked for in place of what was refused; the problem is shown as it came. */
export function noteProposal(problem: Problem, endpointId: string, input: unknown): Problem {
  const act = actsOfEndpoints[endpointId]
  if (problem.code !== 'access_review_needed' || act === undefined || proposals.has(problem)) return problem
  const sent = JSON.parse(JSON.stringify(input ?? {})) as Json
  if (sent !== null && typeof sent === 'object' && !Array.isArray(sent)) proposals.set(problem, { act, input: sent })
  return problem
}

/** What could be asked for in place of what was refused. */
export const proposalOf = (problem: Problem): Proposal | undefined => proposals.get(problem)
