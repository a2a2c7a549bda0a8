import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { SectionHeader } from './section-header.tsx'

type CardProps = {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  footer?: ReactNode
  /** Level of the heading in the page's outline. */
  level?: 2 | 3
  /** Content without inner padding, for tables and lists. */
  flush?: boolean
  children?: ReactNode
  className?: string
  id?: string
}

/** A framed surface. Space before lines: use it for things, not for every section. */
export function Card({
  title,
  description,
  actions,
  footer,
  level = 2,
  flush = false,
  children,
  className,
  id,
}: CardProps) {
  return (
    <section id={id} className={classNames('min-w-0 rounded-lg border border-line bg-surface', className)}>
      {(title || actions) && (
        <div className={classNames('px-4 pt-3', flush ? 'border-line border-b pb-3' : 'pb-0')}>
          <SectionHeader title={title} description={description} actions={actions} level={level} size="sm" />
        </div>
      )}
      {children !== undefined && <div className={flush ? '' : 'px-4 py-3.5'}>{children}</div>}
      {footer && (
        <div className="flex items-center justify-between gap-2 rounded-b-lg border-line border-t bg-sunken/60 px-4 py-2.5 text-muted text-sm">
          {footer}
        </div>
      )}
    </section>
  )
}
