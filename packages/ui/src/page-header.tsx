import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type PageHeaderProps = {
  title: ReactNode
  /** State and kind beside the title: StatusWord, Badge, a version picker. */
  beside?: ReactNode
  /** One sentence of facts. */
  facts?: ReactNode
  /** The page's one primary button; at 390 px it stays at the bottom of the screen. */
  primary?: ReactNode
  /** Everything else, as a menu. */
  menu?: ReactNode
  /** Banners and tabs, in this order. */
  children?: ReactNode
  className?: string
}

/** Head of a page: what this is, how it stands, and what to do next. */
export function PageHeader({ title, beside, facts, primary, menu, children, className }: PageHeaderProps) {
  return (
    <header className={classNames('flex flex-col gap-3', className)}>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl [overflow-wrap:anywhere]">{title}</h1>
            {beside && <div className="flex flex-wrap items-center gap-2 text-sm">{beside}</div>}
          </div>
          {facts && <p className="mt-1 text-muted text-sm">{facts}</p>}
        </div>
        {(primary || menu) && (
          <div className="flex shrink-0 items-center gap-2">
            {primary && (
              <div className="max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-30 max-sm:border-line max-sm:border-t max-sm:bg-surface max-sm:p-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))] max-sm:[&>*]:h-10 max-sm:[&>*]:w-full">
                {primary}
              </div>
            )}
            {menu}
          </div>
        )}
      </div>
      {children}
    </header>
  )
}
