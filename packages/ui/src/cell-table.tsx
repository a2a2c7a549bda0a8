'use client'
import { type ReactNode, useMemo } from 'react'
import { type Column, DataTable, type DataTableProps } from './data-table.tsx'

export type CellColumn = Omit<Column<CellRow>, 'cell' | 'value'>

export type CellRow = {
  id: string
  href?: string
  /** Content by column id, rendered by the caller (also on the server). */
  cells: Record<string, ReactNode>
  /** Sort values by column id, for sorting in the browser. */
  values?: Record<string, string | number | null>
}

type CellTableProps = Omit<DataTableProps<CellRow>, 'columns' | 'rows' | 'rowId' | 'rowHref'> & {
  columns: CellColumn[]
  rows: CellRow[]
}

const idOf = (row: CellRow) => row.id
const hrefOf = (row: CellRow) => row.href

/** DataTable for server components: every prop can cross the boundary, cells come rendered. */
export function CellTable({ columns, rows, ...rest }: CellTableProps) {
  const sortable = useMemo(() => new Set(rows.flatMap((row) => Object.keys(row.values ?? {}))), [rows])
  const definitions = useMemo(
    () =>
      columns.map(
        (column): Column<CellRow> => ({
          ...column,
          cell: (row) => row.cells[column.id],
          ...(sortable.has(column.id) ? { value: (row: CellRow) => row.values?.[column.id] } : {}),
        }),
      ),
    [columns, sortable],
  )
  return <DataTable {...rest} columns={definitions} rows={rows} rowId={idOf} rowHref={hrefOf} />
}
