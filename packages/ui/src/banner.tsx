import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Tone, toneIconColor, toneIcons } from './tone.tsx'

type BannerProps = {
  tone: Extract<Tone, 'info' | 'warn' | 'bad' | 'ok' | 'neutral'>
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  icon?: ReactNode
  compact?: boolean
  className?: string
}

const looks = {
  neutral: 'border-line bg-sunken',
  info: 'border-info-line bg-info-soft',
  ok: 'border-ok-line bg-ok-soft',
  warn: 'border-warn-line bg-warn-soft',
  bad: 'border-bad-line bg-bad-soft',
}

/** Something about the whole page that one should know, with its acts. Failures are announced. */
export function Banner({ tone, title, children, actions, icon, compact = false, className }: BannerProps) {
  const Icon = toneIcons[tone === 'neutral' ? 'info' : tone]
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={classNames(
        'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-3.5 text-sm',
        compact ? 'py-2' : 'py-2.5',
        looks[tone],
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-64 items-start gap-2.5">
        <span className={classNames('mt-0.5 shrink-0 [&_svg]:size-4', toneIconColor[tone])}>
          {icon ?? <Icon aria-hidden />}
        </span>
        <div className="min-w-0">
          {title && <p className="font-medium text-fg">{title}</p>}
          {children && <div className={title ? 'text-muted' : 'text-fg'}>{children}</div>}
        </div>
      </div>
      {actions && <div className="flex flex-wrap items-center gap-1.5 max-sm:pl-6.5">{actions}</div>}
    </div>
  )
}
