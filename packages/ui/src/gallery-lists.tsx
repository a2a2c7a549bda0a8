'use client'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Badge } from './badge.tsx'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { CopyableId } from './copyable-id.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { FilterBar } from './filter-bar.tsx'
import { formatCompact, formatDuration, formatPercent } from './format.ts'
import { RelativeTime } from './relative-time.tsx'
import { SkeletonTable } from './skeleton.tsx'
import { Sparkline } from './sparkline.tsx'
import { StatusWord } from './status-word.tsx'
import type { Tone } from './tone.tsx'
import { VirtualList } from './virtual-list.tsx'

type Thing = {
  id: string
  name: string
  kind: string
  tone: Tone
  state: string
  calls: number
  errors: number
  p95: number
  seen: number
  course: number[]
}

const names = ['Orders', 'Billing', 'Inventory', 'Payments', 'Shipping', 'Catalogue', 'Loyalty', 'Search']
const states: [Tone, string][] = [
  ['ok', 'Published'],
  ['neutral', 'Draft'],
  ['warn', 'Deprecated'],
  ['bad', 'Paused'],
]
const things: Thing[] = names.map((name, index) => {
  const [tone, state] = states[index % 4] ?? ['neutral', 'Draft']
  return {
    id: `thg_01J9X7${index}K2M4P6Q8R0S2T4V6${index}`,
    name,
    kind: index % 2 ? 'internal' : 'partner',
    tone,
    state,
    calls: 1_204_113 / (index + 1) ** 2,
    errors: 0.003 * index,
    p95: 38 + index * 21.4,
    seen: index * 5_400_000 + 12_000,
    course: Array.from({ length: 14 }, (_, day) => 5 + ((day * (index + 3)) % 7)),
  }
})

const columns: Column<Thing>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, value: (row) => row.name },
  {
    id: 'state',
    header: 'State',
    unlabelled: true,
    cell: (row) => <StatusWord tone={row.tone}>{row.state}</StatusWord>,
    value: (row) => row.state,
  },
  { id: 'kind', header: 'Audience', priority: 2, cell: (row) => <Badge>{row.kind}</Badge> },
  { id: 'id', header: 'Id', priority: 3, cell: (row) => <CopyableId value={row.id} /> },
  {
    id: 'course',
    header: '14 days',
    priority: 3,
    cell: (row) => <Sparkline values={row.course} label={`Calls of ${row.name} over 14 days`} height={20} width={72} />,
  },
  { id: 'calls', header: 'Calls', align: 'right', cell: (row) => formatCompact(row.calls), value: (row) => row.calls },
  {
    id: 'errors',
    header: 'Errors',
    align: 'right',
    cell: (row) => formatPercent(row.errors),
    value: (row) => row.errors,
  },
  {
    id: 'p95',
    header: 'p95',
    align: 'right',
    priority: 2,
    cell: (row) => formatDuration(row.p95),
    value: (row) => row.p95,
  },
  {
    id: 'seen',
    header: 'Last call',
    align: 'right',
    cell: (row) => <RelativeTime value={Date.now() - row.seen} />,
    value: (row) => -row.seen,
  },
]

const many = Array.from({ length: 10_000 }, (_, index) => ({ id: String(index), text: `Row ${index + 1}` }))

/** Filter bar, table in its states, long list. */
export function GalleryLists() {
  const [values, setValues] = useState<Record<string, string[]>>({ state: ['Published'] })
  const [text, setText] = useState('')
  return (
    <>
      <div className="flex flex-col gap-3">
        <FilterBar
          search={{ value: text, placeholder: 'Search things', onChange: setText }}
          filters={[
            {
              id: 'state',
              label: 'State',
              multiple: true,
              options: states.map(([, state]) => ({ value: state, label: state })),
            },
            {
              id: 'kind',
              label: 'Audience',
              options: [
                { value: 'internal', label: 'Internal', count: '4' },
                { value: 'partner', label: 'Partner', count: '4' },
              ],
            },
          ]}
          values={values}
          onChange={(id, next) => setValues({ ...values, [id]: next })}
          onClear={() => {
            setValues({})
            setText('')
          }}
          actions={<Button icon={<Download aria-hidden />}>CSV</Button>}
        />
        <Card flush>
          <DataTable
            caption="Things"
            columns={columns}
            rows={things.filter((thing) => thing.name.toLowerCase().includes(text.toLowerCase()))}
            rowId={(row) => row.id}
            rowHref={(row) => `#${row.name.toLowerCase()}`}
            initialSort={{ id: 'calls', desc: true }}
            empty={<p className="p-6 text-center text-muted text-sm">Nothing has this name.</p>}
            pager={{ olderHref: '#older', note: '8 of about 41' }}
          />
        </Card>
      </div>
      <div className="grid gap-6 rail:grid-cols-2">
        <Card title="Loading" flush>
          <SkeletonTable rows={5} columns={4} />
        </Card>
        <Card title="10 000 rows" flush>
          <VirtualList label="Rows" items={many} itemKey={(item) => item.id} height={216}>
            {(item) => <div className="flex h-9 items-center border-line border-b px-4 text-sm">{item.text}</div>}
          </VirtualList>
        </Card>
      </div>
    </>
  )
}
