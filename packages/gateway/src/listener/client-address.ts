import { BlockList, isIP } from 'node:net'

/** Addresses and CIDR ranges of proxies whose X-Forwarded-* fields are believed. */
export type TrustedProxies = { has(address: string): boolean; readonly none: boolean }

/** @throws Error naming the entry that is no address or CIDR range. */
export function trustedProxies(entries: readonly string[]): TrustedProxies {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address)
    if (family === 0) throw new Error(`TRUSTED_PROXIES: "${entry}" is not an address or CIDR range`)
    const kind = family === 4 ? 'ipv4' : 'ipv6'
    if (prefix === undefined) list.addAddress(address, kind)
    else list.addSubnet(address, Number(prefix), kind)
  }
  return {
    none: entries.length === 0,
    has: (address) => {
      const family = isIP(address)
      return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
    },
  }
}

/** `::ffff:10.0.0.1` is 10.0.0.1: one client has one address whatever socket took it. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return '0.0.0.0'
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

/**
 * The client's address: the socket's, unless that is a trusted proxy; then the last entry of X-Forwarded-For that is no trusted proxy.
 * Entries further left are the client's own words (quality D37).
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: TrustedProxies): string {
  if (trusted.none || forwardedFor === undefined || !trusted.has(peer)) return peer
  const hops = forwardedFor.split(',')
  let last = peer
  for (let i = hops.length - 1; i >= 0; i -= 1) {
    const hop = plainAddress((hops[i] as string).trim())
    if (isIP(hop) === 0) return last
    last = hop
    if (!trusted.has(hop)) return hop
  }
  return last
}
