import { BlockList, isIP } from 'node:net'

/**
 * Which addresses a backend may have (quality D33/D34). Private ranges are allowed: that is where backends live. Link-local and
 * cloud metadata, unspecified, multicast and reserved ranges never are; loopback only by the operator's switch; and the
 * gateway's own and the control plane's ports never, on any address. Judged on the resolved address, and again on the connected socket.
 */
export type AddressRules = {
  allowLoopback: boolean
  /** Ports of this process and of the control plane on this machine: refused on loopback. */
  ownPorts: ReadonlySet<number>
  /** Addresses with port, `10.0.0.1:4002`, of the control plane as resolved by the operator's setting. */
  forbidden: ReadonlySet<string>
}

const never = new BlockList()
never.addSubnet('0.0.0.0', 8, 'ipv4')
never.addSubnet('169.254.0.0', 16, 'ipv4')
never.addAddress('100.100.100.200', 'ipv4')
never.addAddress('192.0.0.192', 'ipv4')
never.addAddress('168.63.129.16', 'ipv4')
never.addSubnet('224.0.0.0', 4, 'ipv4')
never.addSubnet('240.0.0.0', 4, 'ipv4')
never.addAddress('::', 'ipv6')
never.addSubnet('fe80::', 10, 'ipv6')
never.addSubnet('ff00::', 8, 'ipv6')
never.addAddress('fd00:ec2::254', 'ipv6')
never.addAddress('fd20:ce::254', 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Why `address:port` must not be connected to, or undefined. Text that is no IP address is refused. */
export function refusedAddress(rules: AddressRules, address: string, port: number): string | undefined {
  const plain = embeddedIPv4(address) ?? address
  const family = isIP(plain)
  if (family === 0) return 'not an address'
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  if (never.check(plain, kind)) return 'address range is never a backend'
  if (rules.forbidden.has(`${plain}:${port}`)) return 'the control plane is never a backend'
  if (loopback.check(plain, kind)) {
    if (!rules.allowLoopback) return 'loopback is not allowed'
    if (rules.ownPorts.has(port)) return 'the gateway itself is never a backend'
  }
  return undefined
}

/** The IPv4 address inside an IPv4-mapped, IPv4-compatible, NAT64 or 6to4 address, so that none of them is a way round the ranges. */
function embeddedIPv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined
  const groups = expand(address)
  if (groups === undefined) return undefined
  const [a, b, c, d, e, f, g, h] = groups as [number, number, number, number, number, number, number, number]
  const leadingZero = a === 0 && b === 0 && c === 0 && d === 0
  if (leadingZero && e === 0 && f === 0xffff) return dotted(g, h)
  if (leadingZero && e === 0xffff && f === 0) return dotted(g, h)
  if (leadingZero && e === 0 && f === 0 && (g !== 0 || h > 1)) return dotted(g, h)
  if (a === 0x64 && b === 0xff9b) return dotted(g, h)
  if (a === 0x2002) return dotted(b, c)
  return undefined
}

function dotted(high: number, low: number): string {
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** Eight 16-bit groups of an IPv6 text. */
function expand(address: string): number[] | undefined {
  let text = address.split('%')[0] ?? ''
  const tail = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  if (tail) {
    const [, a, b, c, d] = tail.map(Number) as [number, number, number, number, number]
    text = `${text.slice(0, tail.index)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  }
  const [left = '', right] = text.split('::')
  const head = left === '' ? [] : left.split(':')
  const rest = right === undefined || right === '' ? [] : right.split(':')
  const missing = right === undefined ? 0 : 8 - head.length - rest.length
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...rest].map((group) =>
    Number.parseInt(group, 16),
  )
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined
}
