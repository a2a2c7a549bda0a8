import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { StatusWord } from './status-word.tsx'
import type { Tone } from './tone.tsx'

export type Receipt = {
  id: string
  name: ReactNode
  tone: Tone
  word: string
  busy?: boolean /** How long it took, or since when. */
  time?: ReactNode /** Reason, when refused. */
  detail?: ReactNode
}

/** Who has confirmed, one line each; lines keep their place while they tick in. */
export function ReceiptList({ items, label, className }: { items: Receipt[]; label: string; className?: string }) {
  return (
    <ul aria-label={label} aria-live="polite" className={classNames('divide-y divide-line', className)}>
      {items.map((item) => (
        <li
          key={item.id}
          className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto_4.5rem] items-center gap-x-3 py-1.5 text-sm"
        >
          <span className="truncate font-mono text-xs">{item.name}</span>
          <StatusWord tone={item.tone} busy={item.busy ?? false}>
            {item.word}
          </StatusWord>
          <span className="gh-tabular text-right text-muted">{item.time}</span>
          {item.detail && <p className="col-span-3 text-muted">{item.detail}</p>}
        </li>
      ))}
    </ul>
  )
}
