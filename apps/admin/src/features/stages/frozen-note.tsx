import type { Frozen } from '@gatehouse/contracts/endpoints/stages'
import { StatusWord } from '@gatehouse/ui/status-word'
import { formatInstant } from '@gatehouse/ui/time'

/** That nothing new goes onto a stage, why, and until when. */
export function FrozenNote({ frozen }: { frozen: Frozen }) {
  return (
    <p className="text-sm">
      <StatusWord tone="warn">Frozen: {frozen.window}</StatusWord>
      <span className="block text-muted">
        {frozen.reason} Until {formatInstant(frozen.until)}.
      </span>
    </p>
  )
}
