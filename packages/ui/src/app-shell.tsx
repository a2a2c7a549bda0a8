'use client'
import { Menu, PanelLeft } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './icon-button.tsx'
import { railCookie } from './rail-cookie.ts'
import { type NavSection, RailNav } from './rail-nav.tsx'
import { Sheet } from './sheet.tsx'
import { SkipLink } from './skip-link.tsx'

type AppShellProps = {
  /** Mark and name at the head of the rail. */
  brand: ReactNode
  /** Mark alone, for the collapsed rail. */
  brandMark: ReactNode
  sections: NavSection[]
  /** Path of this page: marks the current place and closes the menu when it changes. */
  pathname: string
  /** Left of the top bar: breadcrumbs. */
  breadcrumbs?: ReactNode
  /** Middle and right of the top bar: stage switcher, search, tasks, person. */
  actions?: ReactNode
  /** Foot of the rail. */
  railFooter?: ReactNode
  defaultCollapsed?: boolean
  children: ReactNode
}

/** Frame of a console: rail on the left (a sheet below 900 px), top bar, content. */
export function AppShell({
  brand,
  brandMark,
  sections,
  pathname,
  breadcrumbs,
  actions,
  railFooter,
  defaultCollapsed = false,
  children,
}: AppShellProps) {
  const [collapsed, setCollapsed] = useState(defaultCollapsed)
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [pathname])
  const toggle = () => {
    const next = !collapsed
    setCollapsed(next)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
    document.cookie = `${railCookie}=${next ? 1 : 0}; path=/; max-age=31536000; samesite=lax`
  }
  return (
    <div className="flex min-h-dvh">
      <SkipLink />
      <aside
        className={classNames(
          'gh-no-print sticky top-0 hidden h-dvh shrink-0 flex-col border-line border-r bg-sunken/60 transition-[width] rail:flex',
          collapsed ? 'w-14' : 'w-60',
        )}
      >
        <div className={classNames('flex h-12 shrink-0 items-center', collapsed ? 'justify-center' : 'px-4')}>
          {collapsed ? brandMark : brand}
        </div>
        <RailNav sections={sections} pathname={pathname} collapsed={collapsed} />
        <div className={classNames('flex shrink-0 items-center gap-2 p-2', collapsed ? 'flex-col' : 'justify-between')}>
          {!collapsed && <div className="min-w-0 flex-1 px-2 text-muted text-xs">{railFooter}</div>}
          <IconButton
            label={collapsed ? 'Expand navigation' : 'Collapse navigation'}
            icon={<PanelLeft aria-hidden />}
            aria-expanded={!collapsed}
            onClick={toggle}
          />
        </div>
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="gh-no-print sticky top-0 z-30 flex h-12 shrink-0 items-center gap-3 border-line border-b bg-canvas/90 px-3 backdrop-blur sm:px-6">
          <Sheet
            title="Navigation"
            hideTitle
            side="left"
            width="sm"
            open={open}
            onOpenChange={setOpen}
            trigger={
              <IconButton label="Open navigation" tooltip={false} icon={<Menu aria-hidden />} className="rail:hidden" />
            }
          >
            <div className="flex h-12 items-center px-4">{brand}</div>
            <RailNav sections={sections} pathname={pathname} collapsed={false} roomy />
            {railFooter && <div className="p-4 text-muted text-xs">{railFooter}</div>}
          </Sheet>
          <div className="min-w-0 flex-1">{breadcrumbs}</div>
          <div className="flex shrink-0 items-center gap-1.5">{actions}</div>
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {children}
        </main>
      </div>
    </div>
  )
}
