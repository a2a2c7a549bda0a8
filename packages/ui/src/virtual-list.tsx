'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import { classNames } from './class-names.ts'

type VirtualListProps<Item> = {
  items: readonly Item[]
  itemKey: (item: Item) => string
  children: (item: Item, index: number) => ReactNode
  /** Height of a row in px; measured when `dynamic`. */
  rowHeight?: number
  dynamic?: boolean
  height: number | string
  label: string
  className?: string
}

/** A long list of which only the visible part is in the page. */
export function VirtualList<Item>({
  items,
  itemKey,
  children,
  rowHeight = 36,
  dynamic = false,
  height,
  label,
  className,
}: VirtualListProps<Item>) {
  const frame = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : itemKey(item)
    },
    initialRect: { width: 800, height: typeof height === 'number' ? height : 480 },
  })
  return (
    <section
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      style={{ height }}
      className={classNames('overflow-y-auto focus-visible:-outline-offset-2', className)}
    >
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => {
          const item = items[row.index]
          if (item === undefined) return null
          return (
            <li
              key={row.key}
              ref={dynamic ? virtualizer.measureElement : undefined}
              data-index={row.index}
              aria-setsize={items.length}
              aria-posinset={row.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${row.start}px)`, ...(dynamic ? {} : { height: row.size }) }}
            >
              {children(item, row.index)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
