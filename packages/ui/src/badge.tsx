import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Tone, toneSoft } from './tone.tsx'

type BadgeProps = { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string }

/** Small framed label: a kind, a count, a stage. For states use StatusWord, which brings its icon. */
export function Badge({ tone = 'neutral', icon, children, className }: BadgeProps) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 max-w-full align-middle items-center gap-1 whitespace-nowrap rounded-[5px] border px-1.5 font-medium text-xs [&_svg]:size-3 [&_svg]:shrink-0',
        toneSoft[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}
