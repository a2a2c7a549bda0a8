'use client'
import { noNames, type RuleNames, ruleNames } from '@gatehouse/policies/policies/access-rules/rule-names'
import { useMemo } from 'react'
import { useRead } from '../../api/use-read.ts'
import { applicationsRead } from '../applications/queries.ts'
import { teamsRead } from '../people/queries.ts'
import { productsRead } from '../products/queries.ts'

type Named = { id: string; name: string }

/** What rules can name, by kind; a plan with its product before it, as plans of many products share a name. */
export type NamedThings = {
  plan: readonly Named[]
  product: readonly Named[]
  application: readonly Named[]
  team: readonly Named[]
}

const nothing: NamedThings = { plan: [], product: [], application: [], team: [] }

/** Names for the sentences of rules. What the reader may not see stands there by its id. */
export function useRuleNames(): { ready: boolean; names: RuleNames; things: NamedThings } {
  const products = useRead(productsRead({ limit: 200 }))
  const applications = useRead(applicationsRead({ limit: 200 }))
  const teams = useRead(teamsRead({ limit: 200 }))
  const ready = !(products.isPending || applications.isPending || teams.isPending)
  return useMemo(() => {
    if (!ready) return { ready, names: noNames, things: nothing }
    const things: NamedThings = {
      plan: (products.data?.items ?? []).flatMap((product) =>
        product.plans.map((plan) => ({ id: plan.id, name: `${product.name}/${plan.name}` })),
      ),
      product: named(products.data?.items),
      application: named(applications.data?.items),
      team: named(teams.data?.items),
    }
    return { ready, names: ruleNames(things), things }
  }, [ready, products.data, applications.data, teams.data])
}

function named(items: readonly Named[] | undefined): Named[] {
  return (items ?? []).map(({ id, name }) => ({ id, name }))
}
