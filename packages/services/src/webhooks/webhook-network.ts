import type { AddressRules } from '@gatehouse/net/address'

/** What a process knows of where webhooks may go. */
export type WebhookNetworkSettings = {
  /** WEBHOOK_LOOPBACK_PORTS: ports of this machine that webhooks may call, comma-separated, or `all`; empty: none. */
  loopbackPorts: string
  /** Addresses of the installation's own parts: their ports are none of these, whatever the list says. */
  ownUrls: readonly string[]
}

/** Where webhooks of an installation may go: public addresses, and loopback by the operator's list. Never private ones, never ourselves. */
export function webhookNetwork({ loopbackPorts, ownUrls }: WebhookNetworkSettings): { rules: AddressRules } {
  const ports = loopbackPorts
    .split(',')
    .map((port) => Number(port.trim()))
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536)
  const loopback = loopbackPorts.trim() === 'all' ? 'all' : ports.length > 0 ? ports : 'none'
  return { rules: { mode: 'webhook', loopback, ownPorts: [...new Set(ownUrls.flatMap(portOf))] } }
}

const defaultPorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
}

function portOf(text: string): number[] {
  if (!URL.canParse(text)) return []
  const { protocol, port } = new URL(text)
  const at = port === '' ? defaultPorts[protocol] : Number(port)
  return at === undefined ? [] : [at]
}
