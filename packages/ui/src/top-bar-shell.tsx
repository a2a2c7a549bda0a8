'use client'
import { Menu } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Disclosure } from './disclosure.tsx'
import { Link } from './link.tsx'
import { SkipLink } from './skip-link.tsx'

export type TopBarItem = { label: string; href: string; exact?: boolean }

type TopBarShellProps = {
  brand: ReactNode
  items: TopBarItem[]
  pathname: string
  /** Middle of the bar: search. */
  search?: ReactNode
  /** Right of the bar: sign in, person. */
  actions?: ReactNode
  footer?: ReactNode
  /** Content to the edges, for references with their own columns. */
  wide?: boolean
  children: ReactNode
}

const isHere = (pathname: string, item: TopBarItem) =>
  item.exact ? pathname === item.href : pathname === item.href || pathname.startsWith(`${item.href}/`)

/**
 * Frame of a public site: top bar, content, footer. Below 900 px the places fold into a panel that opens without script too: what is
 * read by strangers must be light.
 */
export function TopBarShell({
  brand,
  items,
  pathname,
  search,
  actions,
  footer,
  wide = false,
  children,
}: TopBarShellProps) {
  const width = wide ? 'max-w-[1600px]' : 'max-w-[1200px]'
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="gh-no-print sticky top-0 z-30 border-line border-b bg-canvas/90 backdrop-blur">
        <div className={classNames('mx-auto flex h-14 items-center gap-3 px-4 sm:px-6', width)}>
          <Disclosure
            label="Open navigation"
            closeOn={pathname}
            className="-ml-2 rail:hidden"
            button={<Menu aria-hidden className="size-4" />}
            panelClassName="fixed inset-x-0 top-14 border-line border-b p-2 shadow-lg"
          >
            <nav aria-label="Main, folded" className="flex flex-col gap-px">
              {items.map((item) => (
                <Link
                  key={item.href}
                  href={item.href}
                  aria-current={isHere(pathname, item) ? 'page' : undefined}
                  className={classNames(
                    'flex h-10 items-center rounded-md px-2 text-base',
                    isHere(pathname, item)
                      ? 'bg-accent-soft font-medium text-accent-text'
                      : 'text-muted hover:bg-hover',
                  )}
                >
                  {item.label}
                </Link>
              ))}
            </nav>
          </Disclosure>
          <div className="flex min-w-0 shrink-0 items-center">{brand}</div>
          <nav aria-label="Main" className="hidden items-center gap-1 pl-4 rail:flex">
            {items.map((item) => (
              <Link
                key={item.href}
                href={item.href}
                aria-current={isHere(pathname, item) ? 'page' : undefined}
                className={classNames(
                  'flex h-8 items-center rounded-md px-2.5 text-sm transition-colors',
                  isHere(pathname, item) ? 'font-medium text-fg' : 'text-muted hover:bg-hover hover:text-fg',
                )}
              >
                {item.label}
              </Link>
            ))}
          </nav>
          <div className="flex min-w-0 flex-1 justify-end">{search}</div>
          <div className="flex shrink-0 items-center gap-1.5">{actions}</div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className={classNames('mx-auto w-full min-w-0 flex-1 outline-none', width)}>
        {children}
      </main>
      {footer && (
        <footer className="gh-no-print border-line border-t">
          <div className={classNames('mx-auto px-4 py-6 text-muted text-sm sm:px-6', width)}>{footer}</div>
        </footer>
      )}
    </div>
  )
}
