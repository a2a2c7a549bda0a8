import type { AccessRow, PlanLimits, RateLimit } from '@gatehouse/contracts/access'

import { addressMatcher } from '../address-matcher.ts'

type Row<K extends AccessRow['kind']> = Extract<AccessRow, { kind: K }>

/** A product as the pipeline asks it: which operations of the running snapshot are in. Computed once per (product row, snapshot). */
export type Product = {
  readonly id: string
  readonly items: Row<'product'>['items']
  /** Operations that AI agents are offered; null: none. */
  readonly tools: 'all' | ReadonlySet<string> | null
  /** Cache owned by routing/product-operations.ts. */
  resolvedFor: object | null
  operations: Uint8Array | null
}

/** A plan version with all that its limits need per request prepared. */
export type PlanTerms = {
  readonly id: string
  readonly planId: string
  readonly priced: boolean
  readonly limits: PlanLimits
  /** Value of RateLimit-Policy, or null when the plan has no limit of fixed text. */
  readonly ratePolicy: string | null
}

/** How a credential is narrowed. */
export type CredentialTerms = {
  readonly scopes: readonly string[]
  /** Whether it may be used from an address; null: from any. */
  readonly addressAllowed: ((address: string) => boolean) | null
  /** Why it is suspended, as its callers read it; null: it is not. */
  readonly suspended: string | null
}

export const freeTerms: CredentialTerms = Object.freeze({
  scopes: Object.freeze([]),
  addressAllowed: null,
  suspended: null,
})

/** Of the text that the table keeps: a list of scopes, or all where it has addresses or is suspended. Throws when a range is none. */
export function credentialTermsOf(text: string): CredentialTerms {
  const kept = JSON.parse(text) as string[] | { scopes: string[]; ipRanges?: string[]; suspended?: string }
  if (Array.isArray(kept)) return { scopes: kept, addressAllowed: null, suspended: null }
  const { scopes, ipRanges, suspended = null } = kept
  return { scopes, addressAllowed: ipRanges === undefined ? null : addressMatcher(ipRanges), suspended }
}

export function productOf(row: Row<'product'>): Product {
  const tools = row.tools === undefined || row.tools === 'all' ? (row.tools ?? null) : new Set<string>(row.tools)
  return { id: row.id, items: row.items, tools, resolvedFor: null, operations: null }
}

/** The bucket and how long it takes to fill: what remains is then never above `q`, and the sustained rate is still q ÷ w. */
function ratePolicyOf(rate: RateLimit): string {
  return `"rate";q=${rate.burst};w=${Math.max(1, Math.ceil((rate.burst * rate.periodSeconds) / rate.limit))}`
}

export function planTermsOf(row: Row<'planVersion'>): PlanTerms {
  const { rate } = row.limits
  return {
    id: row.id,
    planId: row.planId,
    priced: row.priced,
    limits: row.limits,
    ratePolicy: rate === undefined ? null : ratePolicyOf(rate),
  }
}
