'use client'
import { listApis } from '@gatehouse/contracts/endpoints/apis'
import { listTeams } from '@gatehouse/contracts/endpoints/teams'
import type { Filter } from '@gatehouse/ui/filter-bar'
import { read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { timeOptions, type useAuditSearch } from './audit-search.ts'
import { auditFacetsRead } from './queries.ts'

type State = ReturnType<typeof useAuditSearch>['state']
type FiltersProps = {
  state: State
  set: (next: Partial<Record<keyof State, string | string[] | null>>) => void
  clear: () => void
}

/** The filters of the log: only what exists can be chosen, actions by what they are about. */
export function useAuditFilters({ state, set, clear }: FiltersProps) {
  const facets = useRead(auditFacetsRead(), { every: () => 60_000 }).data
  const seesApis = useMay('api.read').allowed
  const seesTeams = useMay('team.read').allowed
  const apis = useRead(read(listApis, { limit: 200 }), { enabled: seesApis }).data?.items ?? []
  const teams = useRead(read(listTeams, { limit: 200 }), { enabled: seesTeams }).data?.items ?? []
  const filters: Filter[] = [
    { id: 'action', label: 'Action', multiple: true, options: actionOptions(facets?.actions ?? []) },
    {
      id: 'actorId',
      label: 'Who',
      options: (facets?.actors ?? []).map(({ id, kind, name }) => ({
        value: id,
        label:
          kind === 'serviceAccount' ? `${name} (service account)` : kind === 'system' ? `Gatehouse, ${id}` : name || id,
      })),
    },
    { id: 'when', label: 'Time', options: timeOptions() },
    { id: 'apiId', label: 'API', options: apis.map(({ id, name }) => ({ value: id, label: name })) },
    { id: 'teamId', label: 'Team', options: teams.map(({ id, name }) => ({ value: id, label: name })) },
  ]
  const values = Object.fromEntries(
    filters.map(({ id }) => {
      const value = state[id as keyof State]
      return [id, value === null ? [] : [value].flat()]
    }),
  )
  // What the address asks for and nothing exists for is shown, too, so that it can be taken away.
  for (const filter of filters)
    for (const value of values[filter.id] ?? [])
      if (!filter.options.some((option) => option.value === value)) filter.options.push({ value, label: value })
  return {
    filters: filters.filter(({ options }) => options.length > 0),
    values,
    onChange: (id: string, next: string[]) =>
      set({ [id]: id === 'action' ? (next.length === 0 ? null : next) : (next[0] ?? null) }),
    onClear: clear,
  }
}

/** Each group whole, then its actions: `plan`, `plan · revise`. */
function actionOptions(actions: readonly string[]): Filter['options'] {
  const groups = new Map<string, string[]>()
  for (const action of actions) {
    const [group = action, ...rest] = action.split('.')
    groups.set(group, [...(groups.get(group) ?? []), rest.join('.')])
  }
  return [...groups].flatMap(([group, rest]) => [
    { value: group, label: group.replaceAll('-', ' '), count: rest.length > 1 ? 'all' : '' },
    ...(rest.length > 1
      ? rest.filter(Boolean).map((name) => ({ value: `${group}.${name}`, label: `· ${name.replaceAll('-', ' ')}` }))
      : []),
  ])
}
