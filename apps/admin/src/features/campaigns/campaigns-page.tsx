'use client'
import type { CampaignSummary } from '@gatehouse/contracts/endpoints/campaign-views'
import { campaignKindNames } from '@gatehouse/contracts/endpoints/campaign-views'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { ClipboardCheck, Plus } from 'lucide-react'
import { parseAsStringEnum, useQueryState } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { campaignLook } from './campaign-text.ts'
import { campaignsRead } from './queries.ts'

const states = ['draft', 'open', 'closed', 'cancelled'] as const

/** Reviews of who has what, newest first. */
export function CampaignsPage() {
  const [state, setState] = useQueryState('state', parseAsStringEnum([...states]))
  const paging = usePaging()
  const may = useMay('campaign.manage')
  const query = useRead(campaignsRead(given({ state, cursor: paging.cursor }) as object), {
    keep: true,
    every: (data) => (data?.items.some(({ closing }) => closing) ? 1_000 : 15_000),
  })
  const create = may.allowed ? (
    <LinkButton href="/access/campaigns/new" variant="primary" icon={<Plus aria-hidden />}>
      New campaign
    </LinkButton>
  ) : undefined
  const empty = query.data?.items.length === 0 && state === null
  return (
    <Page width="full">
      <PageHeader
        title="Access reviews"
        facts="Who has what, and who still needs it. What nobody answers for is suspended, not revoked."
        {...(create && !empty ? { primary: create } : {})}
      />
      {!empty && (
        <FilterBar
          filters={[
            {
              id: 'state',
              label: 'State',
              options: states.map((one) => ({ value: one, label: campaignLook({ state: one, closing: false }).word })),
            },
          ]}
          values={{ state: state ? [state] : [] }}
          onChange={(_, values) => {
            paging.reset()
            void setState(states.find((one) => one === values[0]) ?? null)
          }}
          onClear={() => void setState(null)}
        />
      )}
      <Loaded query={query} what="access reviews" skeleton={<SkeletonTable rows={5} columns={5} />}>
        {(data) =>
          empty ? (
            <Teaching create={create} />
          ) : (
            <DataTable
              caption="Access reviews"
              rows={data.items}
              rowId={(row) => row.id}
              rowHref={hrefOf}
              {...paging.pager(data.next)}
              empty={
                <EmptyState
                  icon={<ClipboardCheck aria-hidden />}
                  title="No such campaign"
                  why="Nothing fits this filter."
                />
              }
              columns={[
                {
                  id: 'name',
                  header: 'Campaign',
                  cell: (row) => (
                    <span>
                      <span className="font-medium">{row.name}</span>
                      <span className="block text-muted text-xs">
                        {row.kinds.map((kind) => campaignKindNames[kind].many).join(', ')}
                      </span>
                    </span>
                  ),
                },
                {
                  id: 'state',
                  header: 'State',
                  width: 130,
                  unlabelled: true,
                  cell: (row) => (
                    <StatusWord tone={campaignLook(row).tone} busy={row.closing}>
                      {campaignLook(row).word}
                    </StatusWord>
                  ),
                },
                { id: 'progress', header: 'Answered', width: 240, cell: (row) => <Answered row={row} /> },
                {
                  id: 'due',
                  header: 'Due',
                  width: 150,
                  cell: (row) =>
                    row.closedAt ? (
                      <span className="text-muted">
                        ended <RelativeTime value={row.closedAt} />
                      </span>
                    ) : (
                      <RelativeTime value={row.dueAt} />
                    ),
                },
                {
                  id: 'mine',
                  header: 'Yours',
                  width: 130,
                  priority: 2,
                  cell: (row) =>
                    row.mine.unanswered > 0 && row.state === 'open' ? (
                      <StatusWord tone="warn">{row.mine.unanswered} to answer</StatusWord>
                    ) : (
                      <span className="text-muted">{row.mine.total > 0 ? 'answered' : ''}</span>
                    ),
                },
                { id: 'owner', header: 'Owner', width: 160, priority: 3, cell: (row) => row.owner.name },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

/** Whoever only reviews goes to his questions; the list knows no more of him. */
function hrefOf(row: CampaignSummary): string {
  return row.state === 'open' && row.mine.unanswered > 0
    ? `/access/campaigns/${row.id}/review`
    : `/access/campaigns/${row.id}`
}

function Answered({ row: { counts, state } }: { row: CampaignSummary }) {
  if (state === 'draft') return <span className="text-muted">not opened</span>
  const answered = counts.total - counts.unanswered
  return (
    <span className="flex items-center gap-3">
      <ProgressBar
        className="min-w-24 flex-1"
        label={`${answered} of ${counts.total} answered`}
        hideLabel
        value={counts.total === 0 ? 0 : answered / counts.total}
        tone={counts.unanswered === 0 ? 'ok' : 'accent'}
      />
      <span className="text-muted text-xs tabular-nums">
        {answered}/{counts.total}
      </span>
    </span>
  )
}

const steps = [
  [
    'Choose what',
    'Subscriptions, keys, OAuth clients, roles, partner grants: of everybody, or of some teams, APIs or stages.',
  ],
  [
    'Owners answer',
    'Each is asked once, with last calls beside every line: keep, or revoke. Two reminders come before the date.',
  ],
  ['Silence suspends', 'What nobody answered for is suspended on the date. Nothing is lost: one click gives it back.'],
  [
    'You keep the proof',
    'One signed document says who decided what, when. Anybody can verify it, also without Gatehouse.',
  ],
] as const

function Teaching({ create }: { create: React.ReactNode }) {
  return (
    <section className="rounded-lg border border-line bg-surface p-6">
      <h2 className="flex items-center gap-2 font-semibold text-lg">
        <ClipboardCheck aria-hidden className="size-5 text-muted" />
        Nobody was asked yet
      </h2>
      <p className="mt-1 max-w-prose text-muted text-sm">
        Access is given for a reason, and the reason ends before the access does. A campaign asks those who know.
      </p>
      <ol className="mt-5 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {steps.map(([title, text], index) => (
          <li key={title} className="text-sm">
            <p className="font-medium">
              {index + 1}. {title}
            </p>
            <p className="mt-1 text-muted">{text}</p>
          </li>
        ))}
      </ol>
      {create && <div className="mt-6">{create}</div>}
    </section>
  )
}
