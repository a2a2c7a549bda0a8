import type { AccessRow, PlanLimits } from '@gatehouse/contracts/access'

type Row<K extends AccessRow['kind']> = Extract<AccessRow, { kind: K }>

/** A product as the pipeline asks it: which operations of the running snapshot are in. Computed once per (product row, snapshot). */
export type Product = {
  readonly id: string
  readonly items: Row<'product'>['items']
  /** Cache owned by routing/product-operations.ts. */
  resolvedFor: object | null
  operations: Uint8Array | null
}

/** A plan version with all that its limits need per request prepared. */
export type PlanTerms = {
  readonly id: string
  readonly priced: boolean
  readonly limits: PlanLimits
  /** Value of RateLimit-Policy, or null when the plan has no limit of fixed text. */
  readonly ratePolicy: string | null
}

export function productOf(row: Row<'product'>): Product {
  return { id: row.id, items: row.items, resolvedFor: null, operations: null }
}

export function planTermsOf(row: Row<'planVersion'>): PlanTerms {
  const { rate } = row.limits
  return {
    id: row.id,
    priced: row.priced,
    limits: row.limits,
    ratePolicy: rate === undefined ? null : `"rate";q=${rate.limit};w=${rate.periodSeconds}`,
  }
}
