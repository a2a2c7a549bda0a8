'use client'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { VirtualList } from '@gatehouse/ui/virtual-list'
import { useState } from 'react'
import type { MatrixView } from './matrix-data.ts'
import { VerdictWord } from './verdict-look.tsx'

/** The matrix on a small screen: one application at a time, its operations as a list. */
export function MatrixList({ view, onOpen }: { view: MatrixView; onOpen: (row: number, column: number) => void }) {
  const [chosen, setChosen] = useState(0)
  const row = Math.min(chosen, view.rows.length - 1)
  const columns = [...view.columns.keys()]
  return (
    <div className="flex flex-col gap-3">
      <Field label="Application">
        <NativeSelect
          value={String(row)}
          onChange={(event) => setChosen(Number(event.target.value))}
          options={view.rows.map((one, at) => ({ value: String(at), label: `${one.name} · ${one.team.name}` }))}
        />
      </Field>
      <VirtualList
        label={`Operations for ${view.rowLabel(row)}`}
        items={columns}
        itemKey={(column) => view.columns[column]?.id ?? String(column)}
        rowHeight={84}
        height="60vh"
        className="rounded-lg border border-line bg-surface"
      >
        {(column) => {
          const reason = view.reasonAt(row, column)
          return (
            <button
              type="button"
              onClick={() => onOpen(row, column)}
              className="flex h-full w-full flex-col justify-center gap-0.5 border-line border-b px-3 text-left"
            >
              <span className="w-full truncate font-mono text-sm">{view.columnLabel(column)}</span>
              <span className="text-muted text-xs">{view.apiLabel(column)}</span>
              <span className="flex w-full min-w-0 items-center gap-2 text-xs">
                <span className="shrink-0">
                  <VerdictWord verdict={reason.verdict} />
                </span>
                <span className="truncate text-muted">{reason.sentence}</span>
              </span>
            </button>
          )
        }}
      </VirtualList>
    </div>
  )
}
