import { formatMicroseconds } from '@gatehouse/ui/format'
import type { RequestDetail } from './request-view.ts'

/** Gateway, connect, first byte, body: lengths in proportion, each named with its time. */
export function TimeBar({ us }: { us: RequestDetail['us'] }) {
  const parts = [
    { id: 'gateway', label: 'Gateway', value: us.gateway, look: 'bg-accent' },
    { id: 'connect', label: 'Connect', value: us.connect, look: 'bg-info' },
    { id: 'first', label: 'Backend until the first byte', value: us.firstByte, look: 'bg-warn' },
    { id: 'body', label: 'Body', value: us.body, look: 'bg-ok' },
  ].filter((part): part is typeof part & { value: number } => part.value !== null)
  const sum = parts.reduce((total, part) => total + part.value, 0) || 1
  return (
    <div className="flex flex-col gap-3">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-sunken">
        {parts.map((part) => (
          <span key={part.id} className={part.look} style={{ width: `${(part.value / sum) * 100}%`, minWidth: 2 }} />
        ))}
      </div>
      <dl className="flex flex-col gap-1 text-sm">
        {parts.map((part) => (
          <div key={part.id} className="flex items-center gap-2">
            <span aria-hidden className={`size-2 rounded-full ${part.look}`} />
            <dt className="flex-1 text-muted">{part.label}</dt>
            <dd className="gh-tabular">{formatMicroseconds(part.value)}</dd>
          </div>
        ))}
        <div className="flex items-center gap-2 border-line border-t pt-1 font-medium">
          <dt className="flex-1">Together</dt>
          <dd className="gh-tabular">{formatMicroseconds(us.total)}</dd>
        </div>
      </dl>
    </div>
  )
}
