import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { GatewayOptions } from '../gateway-options.ts'

/**
 * Where no backend may be: this gateway's admin port on loopback, and the control plane wherever its address leads (unless the operator
 * publishes the management API through this gateway).
 */
export async function ownAddresses(
  options: GatewayOptions,
  adminPort: number,
): Promise<{ ownPorts: number[]; forbidden: string[] }> {
  const ownPorts = [adminPort]
  if (options.allowControlBackend) return { ownPorts, forbidden: [] }
  const url = new URL(options.controlUrl)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  const found = isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [{ address: host }]
  const forbidden = found.map(({ address }) => `${address}:${port}`)
  // Loopback has more than one name for one door.
  const local = found.some(({ address }) => address === '::1' || address.startsWith('127.'))
  return { ownPorts: local ? [...ownPorts, port] : ownPorts, forbidden }
}
