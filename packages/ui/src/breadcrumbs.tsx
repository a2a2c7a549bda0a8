import { ChevronRight } from 'lucide-react'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'

export type Crumb = { label: string; href?: string }

/** Where this page is. On small screens only the last step back and this page remain. */
export function Breadcrumbs({ items, className }: { items: Crumb[]; className?: string }) {
  return (
    <nav aria-label="Breadcrumb" className={classNames('min-w-0', className)}>
      <ol className="flex min-w-0 items-center gap-1 text-sm">
        {items.map((item, index) => {
          const last = index === items.length - 1
          return (
            <li
              key={`${item.label}-${item.href ?? ''}`}
              className={classNames('flex min-w-0 items-center gap-1', index < items.length - 2 && 'max-sm:hidden')}
            >
              {index > 0 && (
                <ChevronRight
                  aria-hidden
                  className={classNames('size-3.5 shrink-0 text-subtle', index === items.length - 2 && 'max-sm:hidden')}
                />
              )}
              {item.href && !last ? (
                <Link href={item.href} className="truncate rounded-sm text-muted hover:text-fg">
                  {item.label}
                </Link>
              ) : (
                <span
                  aria-current={last ? 'page' : undefined}
                  className={classNames('truncate', last ? 'font-medium' : 'text-muted')}
                >
                  {item.label}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
