import type { AccessVerdict } from '@gatehouse/contracts/access-diff'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { Tone } from '@gatehouse/ui/tone'
import { Check, CircleHelp, type LucideIcon, Minus } from 'lucide-react'

type Look = { word: string; tone: Tone; icon: LucideIcon; cell: string }

/** A verdict has a colour, a sign of its own and a word: none of them alone. */
export const verdictLooks: Record<AccessVerdict, Look> = {
  allow: { word: 'Allowed', tone: 'ok', icon: Check, cell: 'bg-ok-soft text-ok-text' },
  deny: { word: 'Refused', tone: 'neutral', icon: Minus, cell: 'text-subtle' },
  depends: { word: 'Depends', tone: 'warn', icon: CircleHelp, cell: 'bg-warn-soft text-warn-text' },
}

export function VerdictWord({ verdict, framed = false }: { verdict: AccessVerdict; framed?: boolean }) {
  const { word, tone, icon: Icon } = verdictLooks[verdict]
  return (
    <StatusWord tone={tone} icon={<Icon aria-hidden />} framed={framed}>
      {word}
    </StatusWord>
  )
}

/** A cell of the matrix. */
export function VerdictSign({ verdict }: { verdict: AccessVerdict }) {
  const { icon: Icon, cell } = verdictLooks[verdict]
  return (
    <span className={`flex size-6 items-center justify-center rounded-sm ${cell}`}>
      <Icon aria-hidden className="size-3.5" />
    </span>
  )
}
