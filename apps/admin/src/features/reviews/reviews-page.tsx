'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { listPolicies } from '@gatehouse/contracts/endpoints/policy-reviews'
import { type PolicyList, policyKind, reviewState } from '@gatehouse/contracts/endpoints/policy-reviews'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCount } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { ShieldCheck } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { ExportMenu } from './export-menu.tsx'
import { PoliciesTable } from './policies-table.tsx'
import { policiesRead } from './queries.ts'
import { ReviewRuleDialog } from './review-rule-dialog.tsx'
import { kindWords, stateMeanings, stateWords } from './review-text.ts'

const order = ['never', 'changed', 'due', 'reviewed'] as const

export const reviewFilters = {
  state: parseAsStringEnum([...reviewState.options]),
  kind: parseAsStringEnum([...policyKind.options]),
  stage: parseAsString,
  api: parseAsString,
  owner: parseAsString,
  q: parseAsString,
}

/** Every policy in force: whether somebody has read just this, who, and when. */
export function ReviewsPage() {
  const [filters, setFilters] = useQueryStates(reviewFilters)
  const paging = usePaging()
  const query = useRead(
    policiesRead(given({ ...filters, cursor: paging.cursor }) as EndpointInput<typeof listPolicies>),
    { keep: true, every: () => 20_000 },
  )
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  const { data } = query
  const open = data ? data.counts.never + data.counts.changed + data.counts.due : 0
  const walk = new URLSearchParams(given({ ...filters, state: null }) as Record<string, string>).toString()
  return (
    <Page width="full">
      <PageHeader
        title="Policy reviews"
        facts="Every policy in force, and whether somebody has read exactly that and said that it is right."
        {...(data?.mayReview && open > 0
          ? {
              primary: (
                <LinkButton variant="primary" href={`/access/reviews/walk${walk === '' ? '' : `?${walk}`}`}>
                  Review {formatCount(open)} one by one
                </LinkButton>
              ),
            }
          : {})}
      />
      {data && <Counts counts={data.counts} current={filters.state} onChoose={(state) => set({ state })} />}
      <FilterBar
        search={{ value: filters.q ?? '', placeholder: 'Name', onChange: (q) => set({ q: q || null }) }}
        filters={[
          {
            id: 'state',
            label: 'State',
            options: order.map((value) => ({ value, label: stateWords[value] })),
          },
          {
            id: 'kind',
            label: 'Kind',
            options: policyKind.options.map((value) => ({ value, label: kindWords[value] })),
          },
          ...choices(data),
        ]}
        values={Object.fromEntries(
          Object.entries(filters).map(([id, value]) => [id, value === null || id === 'q' ? [] : [value]]),
        )}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set({ state: null, kind: null, stage: null, api: null, owner: null, q: null })}
        actions={
          <>
            {data && <ExportMenu stages={data.filters.stages} />}
            <ReviewRuleDialog />
          </>
        }
      />
      <Loaded query={query} what="policies" needs="api.read" skeleton={<SkeletonTable rows={8} columns={5} />}>
        {(list) => (
          <PoliciesTable
            rows={list.items}
            {...paging.pager(list.next)}
            empty={
              <EmptyState
                icon={<ShieldCheck aria-hidden />}
                title={filters.state === null ? 'No policy is in force' : `Nothing is “${stateWords[filters.state]}”`}
                why={
                  filters.state === null
                    ? 'Policies appear here when a version runs on a stage, a guardrail is on or a product bundles something.'
                    : 'Nothing that you may see fits these filters.'
                }
              />
            }
          />
        )}
      </Loaded>
    </Page>
  )
}

function choices(data: PolicyList | undefined) {
  const { stages = [], apis = [], owners = [] } = data?.filters ?? {}
  return [
    { id: 'stage', label: 'Stage', options: stages.map(({ slug, name }) => ({ value: slug, label: name })) },
    { id: 'api', label: 'API', options: apis.map(({ slug, name }) => ({ value: slug, label: name })) },
    { id: 'owner', label: 'Owner', options: owners.map(({ id, name }) => ({ value: id, label: name })) },
  ].filter(({ options }) => options.length > 0)
}

function Counts({
  counts,
  current,
  onChoose,
}: {
  counts: PolicyList['counts']
  current: string | null
  onChoose: (state: string | null) => void
}) {
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4" aria-label="Policies by state">
      {order.map((state) => (
        <li key={state} className="flex">
          <StatTile
            className={current === state ? 'flex-1 border-accent' : 'flex-1'}
            label={stateWords[state]}
            definition={stateMeanings[state]}
            value={
              <button
                type="button"
                aria-pressed={current === state}
                className="rounded-sm hover:underline"
                onClick={() => onChoose(current === state ? null : state)}
              >
                {formatCount(counts[state])}
                <span className="sr-only"> {stateWords[state]}: show only these</span>
              </button>
            }
          />
        </li>
      ))}
    </ul>
  )
}
