'use client'
import { Button } from '@gatehouse/ui/button'
import { formatDuration } from '@gatehouse/ui/format'
import { Popover } from '@gatehouse/ui/popover'
import { type Receipt, ReceiptList } from '@gatehouse/ui/receipt-list'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { Tone } from '@gatehouse/ui/tone'
import type { KeyView } from './keys-card.tsx'

/** Gateways that are away do not count: they refuse the key as soon as they are back. */
export function isSettled({ state, receipts, revokedAt }: KeyView): boolean {
  if (state !== 'revoked' || !receipts) return true
  if (revokedAt && Date.now() - Date.parse(revokedAt) > 60_000) return true
  return receipts.gateways.every(({ state: of, connected }) => of !== 'waiting' || !connected)
}

const words: Record<string, { tone: Tone; word: string }> = {
  confirmed: { tone: 'ok', word: 'Refuses it' },
  waiting: { tone: 'info', word: 'Waiting' },
  away: { tone: 'warn', word: 'Away' },
  refused: { tone: 'bad', word: 'Not taken over' },
}

/** "Revoked · 3/3 gateways · 41 ms", with each gateway behind it. */
export function RevocationReceipt({ credential }: { credential: KeyView }) {
  const { receipts } = credential
  if (!receipts) return <StatusWord tone="neutral">Revoked</StatusWord>
  const { confirmed, total, worstLagMs } = receipts
  const done = confirmed >= total
  const text = `Revoked · ${confirmed}/${total} gateways${worstLagMs === null ? '' : ` · ${formatDuration(worstLagMs)}`}`
  return (
    <Popover
      label="Gateways that refuse the key"
      trigger={
        <Button size="sm" variant="ghost">
          <StatusWord tone={done ? 'ok' : 'info'} busy={!isSettled(credential)}>
            {text}
          </StatusWord>
        </Button>
      }
    >
      <ReceiptList
        label="Gateways"
        items={receipts.gateways.map(({ gatewayId, name, state, connected, lagMs, issues }): Receipt => {
          const { tone = 'neutral', word = state } = words[state === 'waiting' && !connected ? 'away' : state] ?? {}
          const [issue] = issues
          return {
            id: gatewayId,
            name,
            tone,
            word,
            busy: state === 'waiting' && connected,
            ...(lagMs === null ? {} : { time: formatDuration(lagMs) }),
            ...(issue ? { detail: issue.message } : {}),
          }
        })}
      />
    </Popover>
  )
}
