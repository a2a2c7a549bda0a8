'use client'
import type { FindingSideName, FindingsView } from '@gatehouse/contracts/endpoints/findings'
import { Banner } from '@gatehouse/ui/banner'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { CircleCheck } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { moveRefusal } from '../apis/move-refusal.ts'
import { valuesMove, valuesWaitFor } from '../apis/values-move.ts'
import { useVersion } from '../apis/version-context.tsx'
import { stageValuesRead } from '../deployments/queries.ts'
import { ApplicationsTable } from './applications-table.tsx'
import { ModeDialog } from './mode-dialog.tsx'
import { OperationsCard } from './operations-card.tsx'
import { PlacesTable } from './places-table.tsx'
import { findingsRead } from './queries.ts'
import { SideCard } from './side-card.tsx'
import { savedMode } from './stage-modes.ts'
import { TrafficTabs } from './traffic-tabs.tsx'

const periods = [
  { value: '1', label: 'Today' },
  { value: '7', label: 'Last 7 days' },
  { value: '28', label: 'Last 28 days' },
  { value: '90', label: 'Last 90 days' },
]

type Asked = { side: FindingSideName; operation?: FindingsView['operations'][number] }

/** What callers and backends broke of the contract on one stage, and the switch that ends it. */
export function FindingsPage() {
  const { page, name, startMove } = useVersion()
  const [filters, setFilters] = useQueryStates({ stage: parseAsString, days: parseAsString, operation: parseAsString })
  const days = periods.some(({ value }) => value === filters.days) ? Number(filters.days) : 7
  const question = { ...name, days, ...(filters.stage ? { stage: filters.stage } : {}) }
  const query = useRead(findingsRead(question), { keep: true, every: () => 15_000 })
  const values = useRead(stageValuesRead(name))
  const [asked, setAsked] = useState<Asked | null>(null)
  const stage = query.data?.stage
  const card = page.pipeline.find((one) => one.stage.id === stage?.id)
  const stageValues = values.data?.items.find((item) => item.stage.id === stage?.id)
  return (
    <div className="flex flex-col gap-6">
      <TrafficTabs />
      <div className="flex flex-wrap items-center gap-2">
        <div className="w-44">
          <NativeSelect
            aria-label="Stage"
            value={filters.stage ?? stage?.slug ?? ''}
            onChange={(event) => void setFilters({ stage: event.target.value, operation: null })}
            options={page.pipeline.map((card) => ({ value: card.stage.slug, label: card.stage.name }))}
          />
        </div>
        <div className="w-40">
          <NativeSelect
            aria-label="Time"
            value={String(days)}
            onChange={(event) => void setFilters({ days: event.target.value })}
            options={periods}
          />
        </div>
        {query.data && (
          <span className="text-muted text-sm">
            {plural(query.data.calls, 'call')}, counted by UTC day, complete to{' '}
            <RelativeTime value={query.data.completeTo} />
          </span>
        )}
      </div>
      <Loaded query={query} what="findings" needs="usage.read" skeleton={<SkeletonCards count={3} />}>
        {(view) => (
          <>
            {card && stageValues && stageValues.deployedNumber !== null && waits(stageValues) && (
              <Banner
                tone="warn"
                compact
                title={`Saved values of ${view.stage.name} do not run yet: what is chosen there runs from the next ${valuesWaitFor(card)} on.`}
                actions={
                  <ActButton
                    size="sm"
                    why={moveRefusal(card, valuesMove(card).act, page.can)}
                    onClick={() => startMove(valuesMove(card))}
                  >
                    {card.stage.accepts === 'deploy' ? 'Deploy' : 'Promote'}
                  </ActButton>
                }
              />
            )}
            <div className="grid gap-4 md:grid-cols-2">
              {(['request', 'response'] as const).map((side) => (
                <SideCard
                  key={side}
                  side={side}
                  view={view[side]}
                  idle={view.revision === null}
                  onChange={() => setAsked({ side })}
                />
              ))}
            </div>
            {view.notJudged > 0 && (
              <p className="text-muted text-sm">
                {plural(view.notJudged, 'answer')} went on unjudged: longer than 1 MiB, or in a coding that the gateway
                does not undo.
              </p>
            )}
            <Findings
              view={view}
              chosen={filters.operation}
              onChoose={(operation) => void setFilters({ operation })}
              onAsk={setAsked}
            />
            {asked && stageValues && (
              <ModeDialog
                key={`${asked.side} ${asked.operation?.id} ${savedMode(stageValues.values, asked.side, undefined)}`}
                side={asked.side}
                {...(asked.operation ? { operation: `${asked.operation.method} ${asked.operation.path}` } : {})}
                view={asked.operation ? asked.operation[asked.side] : view[asked.side]}
                stage={stageValues}
                onClose={() => setAsked(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

const waits = ({ number, deployedNumber }: { number: number; deployedNumber: number | null }) =>
  number > 0 && number !== deployedNumber

type FindingsProps = {
  view: FindingsView
  chosen: string | null
  onChoose: (operationId: string | null) => void
  onAsk: (asked: Asked) => void
}

function Findings({ view, chosen, onChoose, onAsk }: FindingsProps) {
  return (
    <>
      <section className="flex flex-col gap-3">
        <SectionHeader title="Operations" description="A mode set here for one operation wins over the stage’s." />
        {view.operations.length === 0 ? (
          <EmptyState
            compact
            title={`No call on ${view.stage.name} in this time`}
            why={
              view.revision === null
                ? 'The version does not run there. Deploy it, then send a request.'
                : 'Operations appear with their first call.'
            }
          />
        ) : (
          <OperationsCard
            view={view}
            chosen={chosen}
            onChoose={onChoose}
            onChange={(side, operation) => onAsk({ side, operation })}
          />
        )}
      </section>
      <section className="flex flex-col gap-3">
        <SectionHeader
          title="Places"
          description="What breaks the contract, most frequent first. A row opens the last request that did."
        />
        {view.places.length === 0 ? (
          <EmptyState
            compact
            {...(view.calls > 0 && { icon: <CircleCheck aria-hidden /> })}
            title={view.calls === 0 ? 'Nothing was looked at yet' : 'Nothing broke the contract'}
            why={
              view.calls === 0
                ? 'Places appear with the first call that breaks the contract.'
                : view.request.mode === 'off' && view.response.mode === 'off'
                  ? 'Nobody looked: validation is off on this stage. Set it to “Reports only” to count without refusing.'
                  : 'Every request and answer that was looked at keeps it.'
            }
          />
        ) : (
          <PlacesTable view={view} operationId={chosen} />
        )}
      </section>
      {view.applications.length > 0 && (
        <section className="flex flex-col gap-3">
          <SectionHeader title="Applications" description="Whom a switch to block would touch." />
          <ApplicationsTable view={view} />
        </section>
      )}
    </>
  )
}
