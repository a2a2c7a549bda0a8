'use client'
import type { GuardrailItem } from '@gatehouse/contracts/endpoints/guardrails'
import { DataTable } from '@gatehouse/ui/data-table'
import { formatCount } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Settings2 } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ChangesTable } from './changes-table.tsx'
import { GuardrailsEmpty } from './guardrails-empty.tsx'
import { accessChangesRead, accessReviewRead, guardrailsRead } from './queries.ts'

/** Policies that Security owns, above and independent of any API; and the changes of access that people ask for. */
export function GuardrailsPage() {
  const query = useRead(guardrailsRead(), { every: () => 15_000 })
  const changes = useRead(accessChangesRead(), { every: () => 10_000 })
  const review = useRead(accessReviewRead())
  const may = review.data?.acts.change !== 'no' && review.data !== undefined
  return (
    <Page width="full">
      <PageHeader
        title="Guardrails"
        facts="Policies that Security owns. They hold above every API, without a deploy; an API can tighten them and never weaken them."
        {...(may && query.data && query.data.items.length > 0
          ? {
              primary: (
                <LinkButton variant="primary" href="/access/guardrails/new">
                  {review.data.acts.change === 'propose' ? 'Propose a guardrail' : 'New guardrail'}
                </LinkButton>
              ),
            }
          : {})}
        menu={
          <LinkButton variant="ghost" href="/access/guardrails/review-settings" icon={<Settings2 aria-hidden />}>
            What needs a reviewer
          </LinkButton>
        }
      />
      <Loaded query={query} what="guardrails" needs="guardrail.read" skeleton={<SkeletonTable rows={4} columns={5} />}>
        {(data) =>
          data.items.length === 0 ? (
            <GuardrailsEmpty may={may} />
          ) : (
            <DataTable
              caption="Guardrails"
              rows={data.items}
              rowId={(row) => row.id}
              rowHref={(row) => `/access/guardrails/${row.id}`}
              columns={[
                { id: 'name', header: 'Guardrail', cell: (row) => <NameCell guardrail={row} /> },
                { id: 'where', header: 'Holds', width: 220, priority: 2, cell: (row) => <span>{row.where}</span> },
                {
                  id: 'state',
                  header: 'State',
                  width: 150,
                  unlabelled: true,
                  cell: (row) => <StateCell guardrail={row} />,
                },
                {
                  id: 'hits',
                  header: 'Refused, 30 d',
                  width: 130,
                  align: 'right',
                  priority: 3,
                  value: (row) => row.hits?.refused ?? -1,
                  cell: (row) =>
                    row.hits === null ? <span className="text-muted">–</span> : formatCount(row.hits.refused),
                },
                {
                  id: 'reviewed',
                  header: 'Reviewed',
                  width: 190,
                  priority: 3,
                  cell: (row) =>
                    row.reviewed === null ? (
                      <span className="text-muted">not reviewed</span>
                    ) : (
                      <span>
                        {row.reviewed.name}
                        <span className="block text-muted text-xs">
                          <RelativeTime value={row.reviewed.at} />
                        </span>
                      </span>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <section className="flex flex-col gap-3">
        <SectionHeader
          title="Changes of access"
          description="What people asked for, who decided, and what waits for a reviewer."
        />
        <Loaded query={changes} what="changes" needs="guardrail.read" skeleton={<SkeletonTable rows={3} columns={4} />}>
          {(data) => <ChangesTable changes={data.items} />}
        </Loaded>
      </section>
    </Page>
  )
}

function NameCell({ guardrail }: { guardrail: GuardrailItem }) {
  const [first, ...rest] = guardrail.sentences
  return (
    <span className="block min-w-0">
      <span className="font-medium">{guardrail.name}</span>
      <span className="block text-muted text-xs [overflow-wrap:anywhere]">
        {first}
        {rest.length > 0 && ` and ${rest.length} more`}
      </span>
    </span>
  )
}

function StateCell({ guardrail }: { guardrail: GuardrailItem }) {
  return (
    <span className="flex flex-col gap-0.5">
      <StatusWord tone={guardrail.enabled ? 'ok' : 'neutral'}>{guardrail.enabled ? 'On' : 'Off'}</StatusWord>
      {guardrail.waiting && <span className="text-info-text text-xs">a change waits</span>}
    </span>
  )
}
