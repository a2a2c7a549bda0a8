'use client'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'
import { Tooltip } from './tooltip.tsx'

export type NavItem = {
  label: string
  href: string
  icon?: ReactNode
  badge?: ReactNode
  /** Only the exact path is this place (for "/"). */
  exact?: boolean
  /** Places below, shown while one is inside. */
  items?: Omit<NavItem, 'icon' | 'items'>[]
}
export type NavSection = { label?: string; items: NavItem[] }

const inside = (pathname: string, item: { href: string; exact?: boolean }) =>
  item.exact ? pathname === item.href : pathname === item.href || pathname.startsWith(`${item.href}/`)

type RailNavProps = {
  sections: NavSection[]
  pathname: string
  collapsed: boolean /** Larger targets, for touch. */
  roomy?: boolean
}

/** Navigation of the rail; places below an item open when one is inside it. */
export function RailNav({ sections, pathname, collapsed, roomy = false }: RailNavProps) {
  const row = roomy ? 'h-10' : 'h-8'
  return (
    <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 pt-1 pb-4">
      {sections.map((section, index) => (
        <div key={section.label ?? `section-${index}`}>
          {section.label && !collapsed && <p className="px-2 pb-1 font-medium text-subtle text-xs">{section.label}</p>}
          <ul className="flex flex-col gap-px">
            {section.items.map((item) => {
              const below = item.items ?? []
              const here = inside(pathname, item) || below.some((one) => inside(pathname, one))
              const exactHere = here && !below.some((one) => inside(pathname, one))
              const link = (
                <Link
                  href={item.href}
                  aria-current={exactHere ? 'page' : undefined}
                  aria-label={collapsed ? item.label : undefined}
                  className={classNames(
                    'flex items-center gap-2.5 rounded-md text-sm transition-colors [&_svg]:size-4 [&_svg]:shrink-0',
                    row,
                    collapsed ? 'justify-center' : 'px-2',
                    here ? 'font-medium text-fg' : 'text-muted hover:bg-hover hover:text-fg',
                    exactHere &&
                      'bg-surface shadow-[0_0_0_1px_var(--line),0_1px_2px_var(--shadow-color)] [&_svg]:text-accent-text',
                  )}
                >
                  {item.icon}
                  {!collapsed && <span className="min-w-0 flex-1 truncate">{item.label}</span>}
                  {!collapsed && item.badge !== undefined && (
                    <span className="gh-tabular text-subtle text-xs">{item.badge}</span>
                  )}
                </Link>
              )
              return (
                <li key={item.href}>
                  {collapsed ? (
                    <Tooltip content={item.label} side="right">
                      {link}
                    </Tooltip>
                  ) : (
                    link
                  )}
                  {!collapsed && here && below.length > 0 && (
                    <ul className="my-0.5 ml-[15px] flex flex-col gap-px border-line border-l pl-2.5">
                      {below.map((one) => {
                        const current = inside(pathname, one)
                        return (
                          <li key={one.href}>
                            <Link
                              href={one.href}
                              aria-current={current ? 'page' : undefined}
                              className={classNames(
                                'flex items-center justify-between gap-2 rounded-md px-2 text-sm transition-colors',
                                roomy ? 'h-9' : 'h-7',
                                current
                                  ? 'bg-accent-soft font-medium text-accent-text'
                                  : 'text-muted hover:bg-hover hover:text-fg',
                              )}
                            >
                              <span className="truncate">{one.label}</span>
                              {one.badge !== undefined && (
                                <span className="gh-tabular text-subtle text-xs">{one.badge}</span>
                              )}
                            </Link>
                          </li>
                        )
                      })}
                    </ul>
                  )}
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}
