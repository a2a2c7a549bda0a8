import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type SectionHeaderProps = {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  level?: 2 | 3
  /** `sm` inside cards. */
  size?: 'sm' | 'lg'
  id?: string
  className?: string
}

/** Heading of a part of a page, with its one explanation and its secondary acts. */
export function SectionHeader({
  title,
  description,
  actions,
  level = 2,
  size = level === 2 ? 'lg' : 'sm',
  id,
  className,
}: SectionHeaderProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <div className={classNames('flex min-h-7 flex-wrap items-start justify-between gap-x-4 gap-y-2', className)}>
      <div className="min-w-0">
        <Heading id={id} className={size === 'lg' ? 'text-lg leading-7' : 'text-base leading-7'}>
          {title}
        </Heading>
        {description && <p className="max-w-[68ch] text-muted text-sm">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}
