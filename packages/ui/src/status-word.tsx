import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from './badge.tsx'
import { classNames } from './class-names.ts'
import { type Tone, toneIconColor, toneIcons, toneText } from './tone.tsx'

type StatusWordProps = {
  tone: Tone
  children: ReactNode
  /** Replaces the icon of the tone. */
  icon?: ReactNode
  /** Something is under way: the icon turns. */
  busy?: boolean
  /** Framed and filled, for headers; plain for rows. */
  framed?: boolean
  className?: string
}

/** A state in one word with its icon: never colour alone. */
export function StatusWord({ tone, children, icon, busy = false, framed = false, className }: StatusWordProps) {
  const Icon = toneIcons[tone]
  const mark = busy ? <LoaderCircle aria-hidden className="animate-spin" /> : (icon ?? <Icon aria-hidden />)
  if (framed) {
    return (
      <Badge tone={tone} icon={mark} {...(className ? { className } : {})}>
        {children}
      </Badge>
    )
  }
  return (
    <span
      className={classNames(
        'inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap align-middle',
        tone === 'neutral' ? 'text-muted' : toneText[tone],
        className,
      )}
    >
      <span className={classNames('shrink-0 [&_svg]:size-3.5', toneIconColor[tone])}>{mark}</span>
      <span className="truncate">{children}</span>
    </span>
  )
}
