'use client'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { classNames } from './class-names.ts'

export type GridSpan = { label: string; count: number }

type CellGridProps = {
  label: string
  rows: number
  columns: number
  /** Neighbouring rows and columns that belong together, in order; their counts sum to `rows` and `columns`. */
  rowGroups: readonly GridSpan[]
  columnGroups: readonly GridSpan[]
  rowLabel: (row: number) => string
  columnLabel: (column: number) => string
  /** What a cell shows: small, and the same size everywhere. */
  cell: (row: number, column: number) => ReactNode
  /** What a screen reader says of it, without the labels of row and column. */
  cellText: (row: number, column: number) => string
  onOpen: (row: number, column: number) => void
  /** At most; a small table is no taller than it is. */
  height: number | string
}

const size = 28
const groupWidth = 112
const nameWidth = 176
const groupHeight = 26
const nameHeight = 176
const around = 4
const left = groupWidth + nameWidth
const top = groupHeight + nameHeight

type Place = { row: number; column: number }

/** A table that is walked by arrow keys: the grid pattern of ARIA's authoring practices. Rows and cells get their roles from it. */
const walkedTable = { role: 'grid' } as const

/** A large table of small cells of which only the visible part is in the page; heads stay, arrow keys walk, Enter opens. */
export function CellGrid(props: CellGridProps) {
  const { label, rows, columns, rowGroups, columnGroups, rowLabel, columnLabel, cell, cellText, onOpen, height } = props
  const frame = useRef<HTMLDivElement>(null)
  const view = useView(frame)
  const [active, setActive] = useState<Place>({ row: 0, column: 0 })
  const [focused, setFocused] = useState(false)
  const place = { row: Math.min(active.row, rows - 1), column: Math.min(active.column, columns - 1) }

  useEffect(() => {
    if (!focused) return
    const target = frame.current?.querySelector<HTMLElement>(`[data-cell="${place.row}-${place.column}"]`)
    target?.focus({ preventScroll: true })
  })

  const show = useCallback(({ row, column }: Place) => {
    const box = frame.current
    if (box === null) return
    const [x, y] = [column * size, row * size]
    const [width, tall] = [box.clientWidth - left, box.clientHeight - top]
    if (x < box.scrollLeft) box.scrollLeft = x
    else if (x + size > box.scrollLeft + width) box.scrollLeft = x + size - width
    if (y < box.scrollTop) box.scrollTop = y
    else if (y + size > box.scrollTop + tall) box.scrollTop = y + size - tall
  }, [])

  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onOpen(place.row, place.column)
      return
    }
    const page = Math.max(1, Math.floor((view.height - top) / size) - 1)
    const next = stepOf(event, place, { rows, columns, page })
    if (next === null) return
    event.preventDefault()
    setActive(next)
    show(next)
  }

  const firstRow = Math.max(0, Math.floor(view.y / size) - around)
  const lastRow = Math.min(rows, Math.ceil((view.y + view.height - top) / size) + around)
  const firstColumn = Math.max(0, Math.floor(view.x / size) - around)
  const lastColumn = Math.min(columns, Math.ceil((view.x + view.width - left) / size) + around)
  const topRow = Math.floor(view.y / size)
  const rowSpans = useMemo(() => spansOf(rowGroups), [rowGroups])
  const columnSpans = useMemo(() => spansOf(columnGroups), [columnGroups])
  const rowStarts = useMemo(() => new Set(rowSpans.map(({ from }) => from)), [rowSpans])
  const columnStarts = useMemo(() => new Set(columnSpans.map(({ from }) => from)), [columnSpans])
  // The cell that has the keyboard stays in the page, so that it does not lose it while somebody scrolls.
  const shownRows = withOne(range(firstRow, lastRow), place.row, rows)
  const shownColumns = withOne(range(firstColumn, lastColumn), place.column, columns)

  return (
    <div
      ref={frame}
      style={{ maxHeight: height }}
      className="relative overflow-auto overscroll-contain rounded-lg border border-line bg-surface text-xs"
    >
      <table
        {...walkedTable}
        aria-label={label}
        aria-rowcount={rows + 1}
        aria-colcount={columns + 1}
        onKeyDown={walk}
        onFocus={() => setFocused(true)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false)
        }}
        style={{ width: left + columns * size + 12, height: top + rows * size + 12 }}
        className="relative block"
      >
        <thead className="sticky top-0 z-20 block">
          <tr
            aria-rowindex={1}
            style={{ height: top, width: left + columns * size }}
            className="relative block border-line-strong border-b bg-surface"
          >
            <th
              scope="col"
              aria-colindex={1}
              style={{ width: left, height: top }}
              className="sticky left-0 z-30 block border-line-strong border-r bg-surface"
            >
              <span className="sr-only">Name</span>
            </th>
            {shownColumns.map((column) => (
              <th
                key={column}
                scope="col"
                aria-colindex={column + 2}
                title={columnLabel(column)}
                style={{ left: left + column * size, top: groupHeight, width: size, height: nameHeight }}
                className={classNames(
                  'absolute flex items-center justify-end py-1.5 font-mono font-normal text-[11px] [writing-mode:vertical-rl]',
                  columnStarts.has(column) && 'border-line border-l',
                  place.column === column && focused && 'bg-selected',
                )}
              >
                <span className="max-h-full rotate-180 truncate">{columnLabel(column)}</span>
              </th>
            ))}
            {columnSpans.map(({ label: text, from, count }) =>
              from + count < firstColumn || from > lastColumn ? null : (
                <td
                  key={`${text} ${from}`}
                  aria-hidden
                  style={{ left: left + from * size, width: count * size, height: groupHeight }}
                  className="absolute top-0 block overflow-clip border-line border-l px-1.5 py-1 font-medium text-muted"
                >
                  <span style={{ left: left + 6 }} className="sticky inline-block max-w-full truncate align-top">
                    {text}
                  </span>
                </td>
              ),
            )}
          </tr>
        </thead>
        <tbody className="block">
          {shownRows.map((row) => (
            <tr
              key={row}
              aria-rowindex={row + 2}
              style={{ top: top + row * size, height: size, width: left + columns * size }}
              className={classNames('absolute left-0 block', rowStarts.has(row) && row > 0 && 'border-line border-t')}
            >
              <th
                scope="row"
                aria-colindex={1}
                style={{ width: left, height: size }}
                title={`${rowLabel(row)}, ${groupOf(rowSpans, row)}`}
                className={classNames(
                  'sticky left-0 z-10 flex items-center border-line-strong border-r bg-surface text-left font-normal',
                  place.row === row && focused && 'bg-selected',
                )}
              >
                <span style={{ width: groupWidth }} className="shrink-0 truncate pl-3 text-muted" aria-hidden>
                  {rowStarts.has(row) || row === topRow ? groupOf(rowSpans, row) : ''}
                </span>
                <span className="min-w-0 truncate px-2 text-sm">{rowLabel(row)}</span>
              </th>
              {shownColumns.map((column) => (
                <td
                  key={column}
                  aria-colindex={column + 2}
                  style={{ left: left + column * size, width: size, height: size }}
                  className={classNames('absolute top-0 block', columnStarts.has(column) && 'border-line border-l')}
                >
                  <button
                    type="button"
                    data-cell={`${row}-${column}`}
                    aria-label={`${rowLabel(row)}, ${columnLabel(column)}: ${cellText(row, column)}`}
                    tabIndex={place.row === row && place.column === column ? 0 : -1}
                    title={cellText(row, column)}
                    onClick={() => {
                      setActive({ row, column })
                      onOpen(row, column)
                    }}
                    className="flex size-full items-center justify-center hover:bg-hover focus-visible:-outline-offset-2"
                  >
                    {cell(row, column)}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function useView(frame: { current: HTMLDivElement | null }) {
  const [view, setView] = useState({ x: 0, y: 0, width: 1_200, height: 640 })
  useEffect(() => {
    const box = frame.current
    if (box === null) return
    let waiting = 0
    const look = () => {
      waiting = 0
      setView({ x: box.scrollLeft, y: box.scrollTop, width: box.clientWidth, height: box.clientHeight })
    }
    const soon = () => {
      if (waiting === 0) waiting = requestAnimationFrame(look)
    }
    look()
    box.addEventListener('scroll', soon, { passive: true })
    const watch = new ResizeObserver(soon)
    watch.observe(box)
    return () => {
      cancelAnimationFrame(waiting)
      box.removeEventListener('scroll', soon)
      watch.disconnect()
    }
  }, [frame])
  return view
}

function stepOf(
  event: KeyboardEvent,
  { row, column }: Place,
  { rows, columns, page }: { rows: number; columns: number; page: number },
): Place | null {
  const far = event.ctrlKey || event.metaKey
  const within = (next: Place): Place => ({
    row: Math.max(0, Math.min(rows - 1, next.row)),
    column: Math.max(0, Math.min(columns - 1, next.column)),
  })
  switch (event.key) {
    case 'ArrowRight':
      return within({ row, column: column + 1 })
    case 'ArrowLeft':
      return within({ row, column: column - 1 })
    case 'ArrowDown':
      return within({ row: row + 1, column })
    case 'ArrowUp':
      return within({ row: row - 1, column })
    case 'PageDown':
      return within({ row: row + page, column })
    case 'PageUp':
      return within({ row: row - page, column })
    case 'Home':
      return within({ row: far ? 0 : row, column: 0 })
    case 'End':
      return within({ row: far ? rows - 1 : row, column: columns - 1 })
    default:
      return null
  }
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)

function withOne(list: number[], one: number, count: number): number[] {
  return one < 0 || one >= count || list.includes(one) ? list : [...list, one].sort((a, b) => a - b)
}

function spansOf(groups: readonly GridSpan[]): (GridSpan & { from: number })[] {
  let from = 0
  return groups.map((group) => {
    const span = { ...group, from }
    from += group.count
    return span
  })
}

function groupOf(spans: readonly (GridSpan & { from: number })[], at: number): string {
  return spans.find(({ from, count }) => at >= from && at < from + count)?.label ?? ''
}
