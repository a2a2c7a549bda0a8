'use client'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { LinkButton } from './link-button.tsx'

export type CursorPagerProps = {
  /** Addresses of the neighbouring pages; absent where there is none. */
  newerHref?: string
  olderHref?: string
  onNewer?: () => void
  onOlder?: () => void
  /** E.g. "50 of about 12 000". */
  note?: ReactNode
  labels?: { newer: string; older: string }
}

/** Pager for lists by cursor: one step to each side, no page numbers that lie. */
export function CursorPager({
  newerHref,
  olderHref,
  onNewer,
  onOlder,
  note,
  labels = { newer: 'Newer', older: 'Older' },
}: CursorPagerProps) {
  if (!newerHref && !olderHref && !onNewer && !onOlder && !note) return null
  const step = (label: string, icon: ReactNode, before: boolean, href?: string, onPress?: () => void) => {
    const content = (
      <>
        {before && icon}
        {label}
        {!before && icon}
      </>
    )
    return href ? (
      <LinkButton href={href} size="sm" rel={before ? 'prev' : 'next'}>
        {content}
      </LinkButton>
    ) : (
      <Button size="sm" disabled={!onPress} onClick={onPress}>
        {content}
      </Button>
    )
  }
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between gap-3 border-line border-t px-3 py-2.5 text-muted text-sm"
    >
      <span className="gh-tabular">{note}</span>
      <span className="flex gap-2">
        {step(labels.newer, <ChevronLeft aria-hidden />, true, newerHref, onNewer)}
        {step(labels.older, <ChevronRight aria-hidden />, false, olderHref, onOlder)}
      </span>
    </nav>
  )
}
