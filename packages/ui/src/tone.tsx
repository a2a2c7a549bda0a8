import { CircleAlert, CircleCheck, CircleDashed, Info, type LucideIcon, TriangleAlert } from 'lucide-react'

/** What a colour means. `production` marks the stage, not a danger. */
export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'accent' | 'production'

/** Colour is never alone: each tone brings an icon, and the caller brings the word. */
export const toneIcons: Record<Tone, LucideIcon> = {
  neutral: CircleDashed,
  ok: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
  info: Info,
  accent: Info,
  production: TriangleAlert,
}

export const toneText: Record<Tone, string> = {
  neutral: 'text-muted',
  ok: 'text-ok-text',
  warn: 'text-warn-text',
  bad: 'text-bad-text',
  info: 'text-info-text',
  accent: 'text-accent-text',
  production: 'text-warn-text',
}

export const toneIconColor: Record<Tone, string> = {
  neutral: 'text-subtle',
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  accent: 'text-accent-text',
  production: 'text-warn',
}

export const toneSoft: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-muted',
  ok: 'border-ok-line bg-ok-soft text-ok-text',
  warn: 'border-warn-line bg-warn-soft text-warn-text',
  bad: 'border-bad-line bg-bad-soft text-bad-text',
  info: 'border-info-line bg-info-soft text-info-text',
  accent: 'border-accent-line bg-accent-soft text-accent-text',
  production: 'border-warn-line bg-warn-soft text-warn-text',
}

export const toneBar: Record<Tone, string> = {
  neutral: 'bg-control-line',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  accent: 'bg-accent',
  production: 'bg-warn',
}
