import type { ReceiptsView } from '@gatehouse/contracts/endpoints/deployment-views'
import { formatDuration } from '@gatehouse/ui/format'
import { type Receipt, ReceiptList } from '@gatehouse/ui/receipt-list'

type ReceiptsPanelProps = {
  receipts: ReceiptsView
  label: string
  /** What a gateway does that confirmed the change. */
  confirmed?: string
}

/** Which gateways run a change, one line each; lines keep their place while they tick in. */
export function ReceiptsPanel({ receipts, label, confirmed = 'runs it' }: ReceiptsPanelProps) {
  return <ReceiptList label={label} items={receipts.gateways.map((line) => toReceipt(line, confirmed))} />
}

function toReceipt(line: ReceiptsView['gateways'][number], confirmed: string): Receipt {
  const base = {
    id: line.gatewayId,
    name: line.name,
    ...(line.lagMs === null ? {} : { time: formatDuration(line.lagMs) }),
  }
  if (line.state === 'confirmed') return { ...base, tone: 'ok', word: confirmed }
  if (line.state === 'refused') {
    return {
      ...base,
      tone: 'bad',
      word: 'refused it',
      detail: line.issues.map((issue) => issue.message).join(' ') || 'It goes on serving what it ran before.',
    }
  }
  return line.connected
    ? { ...base, tone: 'info', word: 'waiting', busy: true }
    : { ...base, tone: 'neutral', word: 'away; takes it when it is back' }
}
