'use client'
import { type ReactNode, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'

export type LinkTab = {
  href: string
  label: ReactNode /** Count or state beside the label. */
  badge?: ReactNode
  current?: boolean
}

/** Tabs that are pages of their own. They scroll sideways when they don't fit, with the current one in view. */
export function LinkTabs({ tabs, label, className }: { tabs: LinkTab[]; label: string; className?: string }) {
  const current = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  return (
    <nav
      aria-label={label}
      className={classNames(
        '-mx-4 overflow-x-auto border-line border-b px-4 [scrollbar-width:none] sm:mx-0 sm:px-0',
        className,
      )}
    >
      <ul className="flex min-w-max gap-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              {...(tab.current ? { ref: current, 'aria-current': 'page' as const } : {})}
              className={classNames(
                'relative flex h-9 items-center gap-1.5 rounded-md px-2.5 text-sm transition-colors after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 after:rounded-full focus-visible:-outline-offset-2',
                tab.current ? 'font-medium text-fg after:bg-accent' : 'text-muted hover:text-fg',
              )}
            >
              {tab.label}
              {tab.badge !== undefined && <span className="text-subtle text-xs">{tab.badge}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
