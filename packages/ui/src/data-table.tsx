'use client'
import {
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import { classNames } from './class-names.ts'
import { CursorPager, type CursorPagerProps } from './cursor-pager.tsx'
import { Link } from './link.tsx'
import { SkeletonTable } from './skeleton.tsx'
import { SortHeader } from './sort-header.tsx'

export type Sort = { id: string; desc: boolean }

export type Column<Row extends RowData> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** What the column sorts by; without it the column can't be sorted (unless the server sorts). */
  value?: (row: Row) => string | number | null | undefined
  align?: 'left' | 'right'
  /** CSS width, e.g. "30%" or 120. The rest shares what is left. */
  width?: string | number
  /** 1 always there (default), 2 hidden below 900 px and in cards, 3 hidden below 1200 px and in cards. */
  priority?: 1 | 2 | 3
  /** Card on small screens: without its label (a state word, a time). */
  unlabelled?: boolean
  sortable?: boolean
}

export type DataTableProps<Row extends RowData> = {
  /** Said to screen readers. */
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  rowId: (row: Row) => string
  /** The row's page; the first column carries the link, the whole row takes the click. */
  rowHref?: (row: Row) => string | undefined
  loading?: boolean
  empty?: ReactNode
  /** Order at first (client-side sorting). */
  initialSort?: Sort
  /** Order decided by the server: current order, and what to do on a press. */
  sort?: Sort
  onSortChange?: (sort: Sort) => void
  /** Instead of onSortChange: address with `{sort}` for "name" or "-name". */
  sortHref?: string
  pager?: CursorPagerProps
  /** Distance of the sticky head from the top: 48 under AppShell's bar; `false` where the table scrolls by itself. */
  stickyTop?: number | false
  selectedId?: string
  className?: string
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
})

const priorityLooks = { 1: '', 2: 'max-rail:hidden', 3: 'max-[1200px]:hidden' }

/** Rows of 36 px with sorting, row links, states and a cursor pager; cards on small screens. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const {
    caption,
    columns,
    rows,
    rowId,
    rowHref,
    loading = false,
    empty,
    initialSort,
    sort,
    onSortChange,
    sortHref,
    pager,
    stickyTop = 48,
    selectedId,
    className,
  } = props
  const byServer = sort !== undefined || onSortChange !== undefined || sortHref !== undefined
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row) => column.value?.(row) ?? undefined,
        sortFn: 'basic' as const,
        sortUndefined: 'last' as const,
        enableSorting: column.sortable !== false && (column.value !== undefined || byServer),
        sortDescFirst: column.align === 'right',
      })),
    [columns, byServer],
  )
  const initialSorting: SortingState = initialSort ? [initialSort] : []
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    initialState: { sorting: initialSorting },
    manualSorting: byServer,
    enableSortingRemoval: false,
    ...(byServer ? { state: { sorting: sort ? [sort] : [] } } : {}),
  })
  if (loading) return <SkeletonTable columns={Math.min(columns.length, 6)} label={`Loading ${caption}`} />
  if (rows.length === 0) return empty
  const current = byServer ? sort : table.state.sorting[0]

  return (
    <div className={classNames('min-w-0', className)}>
      <table className="w-full border-separate border-spacing-0 text-sm max-sm:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="max-sm:sr-only">
          <tr>
            {columns.map((column) => {
              const canSort = table.getColumn(column.id)?.getCanSort() ?? false
              const direction = current?.id === column.id ? (current.desc ? 'descending' : 'ascending') : undefined
              const next: Sort = {
                id: column.id,
                desc: direction ? direction === 'ascending' : column.align === 'right',
              }
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={direction ?? (canSort ? 'none' : undefined)}
                  style={{ width: column.width, ...(stickyTop === false ? {} : { top: stickyTop }) }}
                  className={classNames(
                    'z-20 h-9 whitespace-nowrap border-line border-b bg-surface px-3 font-medium text-muted first:rounded-tl-lg last:rounded-tr-lg',
                    stickyTop !== false && 'sticky',
                    column.align === 'right' ? 'text-right' : 'text-left',
                    priorityLooks[column.priority ?? 1],
                  )}
                >
                  <SortHeader
                    sortable={canSort}
                    align={column.align ?? 'left'}
                    {...(direction ? { direction } : {})}
                    {...(sortHref ? { href: sortHref.replaceAll('{sort}', `${next.desc ? '-' : ''}${next.id}`) } : {})}
                    onSort={() => (byServer ? onSortChange?.(next) : table.setSorting([next]))}
                  >
                    {column.header}
                  </SortHeader>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {table.getRowModel().rows.map((row) => {
            const href = rowHref?.(row.original)
            return (
              <tr
                key={row.id}
                className={classNames(
                  'group/row relative max-sm:flex max-sm:flex-wrap max-sm:gap-x-4 max-sm:gap-y-1 max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-3 max-sm:last:border-b-0',
                  href && 'cursor-pointer transition-colors hover:bg-hover',
                  selectedId === row.id && 'bg-accent-soft/60',
                )}
              >
                {columns.map((column, index) => (
                  <td
                    key={column.id}
                    data-label={index === 0 || column.unlabelled ? undefined : column.header}
                    className={classNames(
                      'h-9 border-line border-b px-3 py-1.5 group-last/row:border-b-0 max-sm:h-auto max-sm:border-0 max-sm:p-0',
                      column.align === 'right' ? 'gh-tabular text-right max-sm:text-left' : 'text-left',
                      priorityLooks[column.priority ?? 1],
                      index === 0
                        ? 'max-sm:w-full'
                        : 'max-sm:data-label:before:mr-1.5 max-sm:data-label:before:text-subtle max-sm:data-label:before:content-[attr(data-label)] [&_:is(button,a,input,label)]:relative [&_:is(button,a,input,label)]:z-10',
                    )}
                  >
                    {index === 0 && href ? (
                      <Link
                        href={href}
                        className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
                      >
                        {column.cell(row.original)}
                      </Link>
                    ) : (
                      column.cell(row.original)
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {pager && <CursorPager {...pager} />}
    </div>
  )
}
