import { ChevronRight, Link2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from './badge.tsx'
import { classNames } from './class-names.ts'

export type SchemaRow = {
  /** Unique on the page; becomes the anchor. */
  id: string
  name: string
  /** "string · uuid", "array of Item" */
  type: ReactNode
  required?: boolean
  deprecated?: boolean
  description?: ReactNode
  /** Enum, default, limits, example. */
  meta?: ReactNode
  children?: SchemaRow[]
  /** Nested rows stand open. */
  open?: boolean
}

/** Nested rows of a schema: name, type, required, description; every row has an anchor. Works without script. */
export function SchemaTree({ rows, label, className }: { rows: SchemaRow[]; label: string; className?: string }) {
  return (
    <ul aria-label={label} className={classNames('divide-y divide-line border-line border-y', className)}>
      {rows.map((row) => (
        <SchemaNode key={row.id} row={row} />
      ))}
    </ul>
  )
}

function SchemaNode({ row }: { row: SchemaRow }) {
  return (
    <li id={row.id} className="scroll-mt-20 py-3 text-sm target:bg-accent-soft/50">
      <div className="group/row flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
        <span
          className={classNames(
            'font-medium font-mono text-[13px] [overflow-wrap:anywhere]',
            row.deprecated && 'line-through decoration-subtle',
          )}
        >
          {row.name}
        </span>
        <span className="text-muted">{row.type}</span>
        {row.required && <span className="font-medium text-warn-text text-xs">required</span>}
        {row.deprecated && <Badge tone="warn">deprecated</Badge>}
        <a
          href={`#${row.id}`}
          aria-label={`Link to ${row.name}`}
          className="self-center rounded-sm text-subtle opacity-0 transition-opacity hover:text-fg focus-visible:opacity-100 group-hover/row:opacity-100"
        >
          <Link2 aria-hidden className="size-3.5" />
        </a>
      </div>
      {row.description && <div className="mt-1 max-w-[68ch] text-muted">{row.description}</div>}
      {row.meta && <div className="mt-1.5 flex flex-wrap items-center gap-1.5 text-muted">{row.meta}</div>}
      {row.children && row.children.length > 0 && (
        <details open={row.open ?? false} className="group/nested mt-2">
          <summary className="inline-flex list-none items-center gap-1 rounded-md border border-line px-2 py-0.5 text-muted text-xs hover:bg-hover hover:text-fg">
            <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/nested:rotate-90" />
            {row.children.length} {row.children.length === 1 ? 'property' : 'properties'}
          </summary>
          <ul
            aria-label={`Properties of ${row.name}`}
            className="mt-2 divide-y divide-line rounded-lg border border-line px-3.5"
          >
            {row.children.map((child) => (
              <SchemaNode key={child.id} row={child} />
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
