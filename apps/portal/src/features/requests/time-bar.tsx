import { formatMicroseconds } from '@gatehouse/ui/format'
import type { RequestDetail } from './request-page.tsx'

const parts = [
  { id: 'gateway', label: 'Gateway', fill: 'bg-accent' },
  { id: 'connect', label: 'Connect', fill: 'bg-info' },
  { id: 'firstByte', label: 'Wait for the API', fill: 'bg-warn' },
  { id: 'body', label: 'Body', fill: 'bg-ok' },
] as const

/** Where the time went, as one bar with its parts named and measured. */
export function TimeBar({ us }: { us: RequestDetail['us'] }) {
  const shown = parts.flatMap((part) => {
    const value = us[part.id]
    return value === null || value <= 0 ? [] : [{ ...part, value }]
  })
  const sum = shown.reduce((all, { value }) => all + value, 0) || 1
  return (
    <div>
      <div aria-hidden className="flex h-2.5 gap-px overflow-hidden rounded-full bg-sunken">
        {shown.map(({ id, fill, value }) => (
          <span key={id} className={`${fill} min-w-0.5`} style={{ width: `${(value / sum) * 100}%` }} />
        ))}
      </div>
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-sm">
        {shown.map(({ id, label, fill, value }) => (
          <div key={id} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-full ${fill}`} />
            <dt className="text-muted">{label}</dt>
            <dd className="gh-tabular">{formatMicroseconds(value)}</dd>
          </div>
        ))}
        <div className="flex items-center gap-1.5">
          <dt className="text-muted">Total</dt>
          <dd className="gh-tabular font-medium">{formatMicroseconds(us.total)}</dd>
        </div>
      </dl>
    </div>
  )
}
