'use client'
import type { CampaignScope } from '@gatehouse/contracts/endpoints/campaign-views'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { apisRead } from '../apis/queries.ts'
import { teamsRead } from '../people/queries.ts'
import { productsRead } from '../products/queries.ts'
import { stagesRead } from '../stages/queries.ts'
import { type Choice, ManyField } from './many-field.tsx'

export type ChosenScope = { teams: Choice[]; apis: Choice[]; products: Choice[]; stages: Choice[] }
export const everything: ChosenScope = { teams: [], apis: [], products: [], stages: [] }

export function scopeOf({ teams, apis, products, stages }: ChosenScope): CampaignScope {
  const ids = (choices: readonly Choice[]) => choices.map(({ id }) => id)
  return {
    ...(teams.length > 0 ? { teamIds: ids(teams) as never } : {}),
    ...(apis.length > 0 ? { apiIds: ids(apis) as never } : {}),
    ...(products.length > 0 ? { productIds: ids(products) as never } : {}),
    ...(stages.length > 0 ? { stageIds: ids(stages) as never } : {}),
  }
}

const searched = (q: string) => (q ? { q, limit: 30 } : { limit: 30 })

/** Narrows a campaign; nothing chosen means all. */
export function ScopeFields({ scope, onChange }: { scope: ChosenScope; onChange: (scope: ChosenScope) => void }) {
  const [team, searchTeam] = useState('')
  const [api, searchApi] = useState('')
  const teams = useRead(teamsRead(searched(team)), { keep: true })
  const apis = useRead(apisRead(searched(api)), { keep: true })
  const products = useRead(productsRead({ limit: 200 }))
  const stages = useRead(stagesRead())
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <ManyField
        label="Teams that hold it"
        placeholder="All teams"
        options={teams.data?.items ?? []}
        chosen={scope.teams}
        onChange={(chosen) => onChange({ ...scope, teams: chosen })}
        onSearch={searchTeam}
        loading={teams.isFetching}
      />
      <ManyField
        label="APIs that it opens"
        placeholder="All APIs"
        options={(apis.data?.items ?? []).map(({ id, name, team: owner }) => ({ id, name, description: owner.name }))}
        chosen={scope.apis}
        onChange={(chosen) => onChange({ ...scope, apis: chosen })}
        onSearch={searchApi}
        loading={apis.isFetching}
      />
      <ManyField
        label="Products"
        placeholder="All products"
        options={products.data?.items ?? []}
        chosen={scope.products}
        onChange={(chosen) => onChange({ ...scope, products: chosen })}
      />
      <ManyField
        label="Stages"
        placeholder="All stages"
        options={stages.data?.items ?? []}
        chosen={scope.stages}
        onChange={(chosen) => onChange({ ...scope, stages: chosen })}
        hint="Only keys and OAuth clients belong to a stage."
      />
    </div>
  )
}
