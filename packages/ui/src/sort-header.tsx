'use client'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'

type SortHeaderProps = {
  children: ReactNode
  sortable: boolean
  direction?: 'ascending' | 'descending'
  align?: 'left' | 'right'
  href?: string
  onSort: () => void
}

/** Text of a column's head; pressable when the column can be sorted. */
export function SortHeader({ children, sortable, direction, align = 'left', href, onSort }: SortHeaderProps) {
  if (!sortable) return children
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  const look = classNames(
    'group/sort -mx-1 inline-flex items-center align-middle gap-1 rounded px-1 hover:text-fg',
    align === 'right' && 'flex-row-reverse',
    direction && 'text-fg',
  )
  const content = (
    <>
      {children}
      <Arrow
        aria-hidden
        className={classNames(
          'size-3.5',
          !direction && 'opacity-0 transition-opacity group-hover/sort:opacity-50 group-focus-visible/sort:opacity-50',
        )}
      />
    </>
  )
  if (href) {
    return (
      <Link href={href} className={look}>
        {content}
      </Link>
    )
  }
  return (
    <button type="button" onClick={onSort} className={look}>
      {content}
    </button>
  )
}
