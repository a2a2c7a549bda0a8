import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type KeyValueItem = {
  label: ReactNode
  value: ReactNode /** Small explanation under the value. */
  note?: ReactNode
}

type KeyValueProps = {
  items: KeyValueItem[] /** `rows` label left, value right; `grid` label above value, several per line. */
  look?: 'rows' | 'grid'
  className?: string
}

/** Facts: a label and its value. */
export function KeyValue({ items, look = 'rows', className }: KeyValueProps) {
  if (look === 'grid') {
    return (
      <dl className={classNames('grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-4', className)}>
        {items.map((item, index) => (
          <div key={`item-${index}`} className="min-w-0">
            <dt className="text-muted text-sm">{item.label}</dt>
            <dd className="mt-0.5 min-w-0 [overflow-wrap:anywhere]">{item.value}</dd>
            {item.note && <dd className="text-muted text-sm">{item.note}</dd>}
          </div>
        ))}
      </dl>
    )
  }
  return (
    <dl className={classNames('flex flex-col', className)}>
      {items.map((item, index) => (
        <div key={`item-${index}`} className="grid grid-cols-[minmax(6.5rem,10rem)_minmax(0,1fr)] gap-x-4 py-1.5">
          <dt className="text-muted text-sm">{item.label}</dt>
          <dd className="min-w-0 text-sm [overflow-wrap:anywhere]">
            {item.value}
            {item.note && <span className="block text-muted">{item.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
