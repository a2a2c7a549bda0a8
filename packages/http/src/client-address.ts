import { BlockList, isIP } from 'node:net'

/** Whether an address belongs to a proxy of the operator's. */
export type TrustedProxies = (address: string) => boolean

/** Parses TRUSTED_PROXIES: addresses and CIDR ranges, separated by commas or spaces. Throws on anything else: fail closed. */
export function parseTrustedProxies(text: string): TrustedProxies {
  const list = new BlockList()
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits, ...more] = entry.split('/')
    const version = isIP(address)
    if (version === 0 || more.length > 0) throw new Error(`TRUSTED_PROXIES: ${entry} is neither an address nor a range`)
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => {
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
}

/**
 * The client's address: the connection's peer, or, when that is a trusted proxy, the last entry of X-Forwarded-For that is none.
 * Whatever a client wrote in front of that entry has no effect.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trusted: TrustedProxies,
): string | undefined {
  let address = plain(peer)
  if (address === undefined) return undefined
  const hops = (forwardedFor ?? '').split(',').map((hop) => plain(hop.trim()))
  while (trusted(address)) {
    const hop = hops.pop()
    if (hop === undefined) break
    address = hop
  }
  return address
}

/** IPv4-mapped IPv6 as IPv4; undefined for what is no address. */
function plain(address: string | undefined): string | undefined {
  const unmapped = address?.replace(/^::ffff:(?=\d+\.)/i, '')
  return unmapped !== undefined && isIP(unmapped) !== 0 ? unmapped : undefined
}
