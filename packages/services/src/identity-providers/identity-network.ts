import type { ProviderNetwork } from '@gatehouse/auth/directory/provider-network'

/** What a process knows of where identity providers may be. */
export type IdentityNetworkSettings = {
  /** IDENTITY_LOOPBACK_PORTS: ports of this machine at which providers may be, comma-separated, or `all`; empty: none. */
  loopbackPorts: string
  /** Addresses of the installation's own parts, which no provider may have: database, control plane, apps. */
  ownUrls: readonly string[]
}

/** Where identity providers of an installation may be: public and private addresses, loopback by the operator's list, never ourselves. */
export function identityNetwork({ loopbackPorts, ownUrls }: IdentityNetworkSettings): ProviderNetwork {
  const ports = loopbackPorts
    .split(',')
    .map((port) => Number(port.trim()))
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536)
  return {
    rules: { mode: 'idp', loopback: loopbackPorts.trim() === 'all' ? 'all' : ports.length > 0 ? ports : 'none' },
    forbidden: [...new Set(ownUrls.flatMap(placeOf))],
  }
}

const defaultPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'postgres:': '5432',
  'postgresql:': '5432',
}

function placeOf(text: string): string[] {
  if (!URL.canParse(text)) return []
  const { protocol, hostname, port } = new URL(text)
  const at = port === '' ? defaultPorts[protocol] : port
  return hostname === '' || at === undefined ? [] : [`${hostname}:${at}`]
}
