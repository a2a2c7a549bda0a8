'use client'
import {
  type CampaignItemView,
  type CampaignView,
  campaignHints,
  campaignKindNames,
} from '@gatehouse/contracts/endpoints/campaign-views'
import { restoreCampaignItem } from '@gatehouse/contracts/endpoints/campaigns'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { ListChecks, Undo2 } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { given } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { hintWords, itemLook, outcomeLooks } from './campaign-text.ts'
import { ItemSheet } from './item-sheet.tsx'
import { itemsRead } from './queries.ts'

const decisions = [
  { value: 'unanswered', label: 'Not answered' },
  { value: 'keep', label: 'Keep' },
  { value: 'revoke', label: 'Revoke' },
]
const names = ['decision', 'outcome', 'kind', 'hint', 'reviewerId'] as const

/** Every item with what was decided and what came of it; what was suspended comes back from here. */
export function CampaignItems({ campaign }: { campaign: CampaignView }) {
  const [filters, setFilters] = useQueryStates({
    decision: parseAsString,
    outcome: parseAsString,
    kind: parseAsString,
    hint: parseAsString,
    reviewerId: parseAsString,
    q: parseAsString,
  })
  const [shown, show] = useState<CampaignItemView>()
  const paging = usePaging()
  const query = useRead(itemsRead(campaign.id, given({ ...filters, cursor: paging.cursor }) as object), {
    keep: true,
    every: () => (campaign.closing ? 1_000 : 10_000),
  })
  const set = (next: Partial<typeof filters>) => {
    paging.reset()
    void setFilters(next)
  }
  return (
    <section aria-label="Items" className="flex flex-col gap-3">
      <FilterBar
        search={{
          value: filters.q ?? '',
          placeholder: 'Who has it',
          onChange: (q) => set({ q: q === '' ? null : q }),
        }}
        filters={[
          { id: 'decision', label: 'Answer', options: decisions },
          {
            id: 'outcome',
            label: 'Effect',
            options: Object.entries(outcomeLooks).map(([value, { word }]) => ({ value, label: word })),
          },
          {
            id: 'kind',
            label: 'Kind',
            options: campaign.kinds.map((kind) => ({ value: kind, label: campaignKindNames[kind].many })),
          },
          {
            id: 'hint',
            label: 'Hint',
            options: campaignHints.map((hint) => ({ value: hint, label: hintWords[hint] })),
          },
          {
            id: 'reviewerId',
            label: 'Reviewer',
            options: campaign.byReviewer.map(({ reviewer }) => ({ value: reviewer.id, label: reviewer.name })),
          },
        ]}
        values={Object.fromEntries(names.map((name) => [name, filters[name] ? [filters[name]] : []]))}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set({ decision: null, outcome: null, kind: null, hint: null, reviewerId: null, q: null })}
      />
      <Loaded query={query} what="items" skeleton={<SkeletonTable rows={8} columns={5} />}>
        {(data) => (
          <DataTable
            caption="Items of the review"
            rows={data.items}
            rowId={(row) => row.id}
            {...paging.pager(data.next)}
            empty={
              <EmptyState icon={<ListChecks aria-hidden />} title="No such item" why="Nothing fits these filters." />
            }
            columns={[
              {
                id: 'holder',
                header: 'Who',
                width: 200,
                cell: ({ snapshot: { holder } }) => (
                  <span>
                    <span className="font-medium">{holder.name}</span>
                    {holder.team && holder.kind !== 'team' && (
                      <span className="block text-muted text-xs">{holder.team.name}</span>
                    )}
                  </span>
                ),
              },
              { id: 'what', header: 'Has', cell: (row) => <What item={row} onShow={() => show(row)} /> },
              {
                id: 'used',
                header: 'Last used',
                width: 130,
                priority: 2,
                cell: ({ snapshot: { lastUsedAt } }) =>
                  lastUsedAt ? <RelativeTime value={lastUsedAt} /> : <span className="text-muted">never seen</span>,
              },
              {
                id: 'asked',
                header: 'Asked',
                width: 160,
                priority: 3,
                cell: (row) => (
                  <span title={row.reviewerNote ?? undefined}>
                    {row.reviewers.map(({ name }) => name).join(', ') || 'nobody'}
                    {row.reviewerNote && <span className="block text-muted text-xs">{row.reviewerNote}</span>}
                  </span>
                ),
              },
              { id: 'state', header: 'Answer', width: 210, cell: (row) => <State item={row} /> },
              { id: 'act', header: 'Act', width: 120, unlabelled: true, cell: (row) => <Restore item={row} /> },
            ]}
          />
        )}
      </Loaded>
      {shown && <ItemSheet item={shown} onClose={() => show(undefined)} />}
    </section>
  )
}

function What({ item, onShow }: { item: CampaignItemView; onShow: () => void }) {
  return (
    <span>
      <button type="button" onClick={onShow} className="text-left hover:underline">
        {item.snapshot.what}
      </button>
      <span className="block text-muted text-xs">
        {[campaignKindNames[item.kind].one, ...item.snapshot.hints.map(({ text }) => text)].join(' · ')}
      </span>
    </span>
  )
}

function State({ item }: { item: CampaignItemView }) {
  const look = itemLook(item)
  return (
    <span>
      <StatusWord tone={look.tone}>{look.word}</StatusWord>
      <span className="block text-muted text-xs">
        {item.restored ? (
          <>
            {item.restored.by.name}, <RelativeTime value={item.restored.at} />
          </>
        ) : item.decidedBy && item.decidedAt ? (
          <>
            {item.decidedBy.name}, <RelativeTime value={item.decidedAt} />
          </>
        ) : null}
        {item.receipts && <span className="block">{item.receipts.text}</span>}
        {item.outcomeNote && <span className="block">{item.outcomeNote}</span>}
      </span>
    </span>
  )
}

function Restore({ item }: { item: CampaignItemView }) {
  const restore = useAct(restoreCampaignItem, {
    onDone: () => toast.success('It goes on: at every gateway within a second'),
  })
  if (!item.mayRestore) return null
  return (
    <span>
      <Button
        size="sm"
        icon={<Undo2 aria-hidden />}
        loading={restore.running}
        aria-label={`Give back ${item.snapshot.what} of ${item.snapshot.holder.name}`}
        onClick={() => void restore.run({ campaignItemId: item.id }).catch(() => undefined)}
      >
        Give back
      </Button>
      {restore.problem && (
        <span className="block text-bad-text text-xs">{restore.problem.detail ?? restore.problem.title}</span>
      )}
    </span>
  )
}
