'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { type ExposureReport, exportExposures, type listExposures } from '@gatehouse/contracts/endpoints/exposure'
import { type ExposureKind, exposureKind, exposureKinds } from '@gatehouse/contracts/guardrails'
import { Button } from '@gatehouse/ui/button'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCount } from '@gatehouse/ui/format'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { toast } from '@gatehouse/ui/toast'
import { FileDown, ShieldCheck } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { given } from '../../api/read.ts'
import { problemOf } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { ExposureRuleDialog } from './exposure-rule-dialog.tsx'
import { kindMeanings, kindWords } from './exposure-text.ts'
import { ExposuresTable } from './exposures-table.tsx'
import { exposuresRead } from './queries.ts'

const filterParsers = {
  kind: parseAsStringEnum([...exposureKind.options]),
  stage: parseAsString,
  api: parseAsString,
  team: parseAsString,
  q: parseAsString,
}
type Filters = { kind: ExposureKind | null } & Record<'stage' | 'api' | 'team' | 'q', string | null>

/** What is open wider than it should be, on every stage: five numbers, then each with what to do. */
export function ExposurePage() {
  const [filters, setFilters] = useQueryStates(filterParsers)
  const paging = usePaging()
  const query = useRead(
    exposuresRead(given({ ...filters, cursor: paging.cursor }) as EndpointInput<typeof listExposures>),
    { keep: true, every: () => 30_000 },
  )
  const set = (next: Partial<Filters>) => {
    paging.reset()
    void setFilters(next)
  }
  const { data } = query
  return (
    <Page width="full">
      <PageHeader
        title="Exposure"
        facts="Computed from what runs on each stage with its guardrails, and from the calls of the last 30 days."
      />
      {data && <Numbers report={data} current={filters.kind} onChoose={(kind) => set({ kind })} />}
      <FilterBar
        search={{ value: filters.q ?? '', placeholder: 'Operation or API', onChange: (q) => set({ q: q || null }) }}
        filters={[
          {
            id: 'kind',
            label: 'Kind',
            options: exposureKinds.map((value) => ({ value, label: kindWords[value] })),
          },
          ...choices(data),
        ]}
        values={Object.fromEntries(
          Object.entries(filters).map(([id, value]) => [id, value === null || id === 'q' ? [] : [value]]),
        )}
        onChange={(id, values) => set({ [id]: values[0] ?? null } as Partial<Filters>)}
        onClear={() => set({ kind: null, stage: null, api: null, team: null, q: null })}
        actions={
          <>
            <CsvButton filters={filters} />
            <ExposureRuleDialog />
          </>
        }
      />
      <Loaded
        query={query}
        what="the exposure report"
        needs="api.read"
        skeleton={<SkeletonTable rows={8} columns={5} />}
      >
        {(report) => (
          <ExposuresTable
            rows={report.items}
            {...paging.pager(report.next)}
            empty={
              <EmptyState
                icon={<ShieldCheck aria-hidden />}
                title={filters.kind === null ? 'Nothing is exposed' : `Nothing is “${kindWords[filters.kind]}”`}
                why={
                  filters.kind === null
                    ? 'Of what you may see and these filters let through.'
                    : kindMeanings[filters.kind]
                }
              />
            }
          />
        )}
      </Loaded>
    </Page>
  )
}

function choices(data: ExposureReport | undefined) {
  const { stages = [], apis = [], teams = [] } = data?.filters ?? {}
  return [
    { id: 'stage', label: 'Stage', options: stages.map(({ slug, name }) => ({ value: slug, label: name })) },
    { id: 'api', label: 'API', options: apis.map(({ slug, name }) => ({ value: slug, label: name })) },
    { id: 'team', label: 'Owner', options: teams.map(({ id, name }) => ({ value: id, label: name })) },
  ].filter(({ options }) => options.length > 0)
}

function Numbers({
  report: { counts, trend },
  current,
  onChoose,
}: {
  report: ExposureReport
  current: ExposureKind | null
  onChoose: (kind: ExposureKind | null) => void
}) {
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-5" aria-label="Exposures by kind">
      {exposureKinds.map((kind) => {
        const course =
          kind === 'unauthenticated' || kind === 'unlimited' || kind === 'unvalidated'
            ? trend.map((day) => day[kind])
            : undefined
        return (
          <li key={kind} className="flex last:col-span-2 lg:last:col-span-1">
            <StatTile
              className={current === kind ? 'flex-1 border-accent' : 'flex-1'}
              label={kindWords[kind]}
              definition={kindMeanings[kind]}
              value={
                <button
                  type="button"
                  aria-pressed={current === kind}
                  className="rounded-sm hover:underline"
                  onClick={() => onChoose(current === kind ? null : kind)}
                >
                  {formatCount(counts[kind])}
                  <span className="sr-only"> {kindWords[kind]}: show only these</span>
                </button>
              }
              {...(course?.some((value) => value > 0) ? { sparkline: { values: course } } : {})}
            />
          </li>
        )
      })}
    </ul>
  )
}

function CsvButton({ filters }: { filters: Filters }) {
  const [running, setRunning] = useState(false)
  const download = async () => {
    setRunning(true)
    try {
      const { fileName, mediaType, csv } = await call(
        exportExposures,
        given(filters) as EndpointInput<typeof exportExposures>,
      )
      const url = URL.createObjectURL(new Blob([`\ufeff${csv}`], { type: mediaType }))
      const link = document.createElement('a')
      link.href = url
      link.download = fileName
      link.click()
      URL.revokeObjectURL(url)
    } catch (error) {
      toast.error(problemOf(error).title)
    }
    setRunning(false)
  }
  return (
    <Button icon={<FileDown aria-hidden />} loading={running} onClick={() => void download()}>
      CSV
    </Button>
  )
}
