import { isIP } from 'node:net'

/**
 * What an IP address leads to. `metadata` are the addresses where clouds hand out credentials; `reserved` is everything
 * that no server may have (unspecified, multicast, documentation, benchmarks, broadcast); `invalid` is no address.
 */
export type AddressClass = 'public' | 'private' | 'loopback' | 'link-local' | 'metadata' | 'reserved' | 'invalid'

/** Who wrote the address that is connected to. */
export type FetchMode = 'import' | 'webhook' | 'backend' | 'idp' | 'syslog'

export interface AddressRules {
  readonly mode: FetchMode
  /** Loopback targets that the operator allows (not for imports): none, all, or these ports. */
  readonly loopback?: 'none' | 'all' | readonly number[]
  /** Ports of this machine that belong to the installation: control plane, database, Redis, health and metrics. */
  readonly ownPorts?: readonly number[]
  /** Addresses of this machine other than loopback. */
  readonly ownAddresses?: readonly string[]
  /** Further places that belong to the installation, as `ip:port` or `[ip]:port`. */
  readonly ownPlaces?: readonly string[]
}

interface Range {
  readonly class: AddressClass
  readonly first: bigint
  readonly bits: number
}

const metadata = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]

// IANA special-purpose registries. The first range that holds the address decides, so the narrow ones come first.
const ranges4: readonly Range[] = ranges(32, [
  ...metadata.filter((ip) => !ip.includes(':')).map((ip): [string, AddressClass] => [`${ip}/32`, 'metadata']),
  ['0.0.0.0/8', 'reserved'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'private'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'reserved'],
  ['203.0.113.0/24', 'reserved'],
  ['224.0.0.0/4', 'reserved'],
  ['240.0.0.0/4', 'reserved'],
])

const ranges6: readonly Range[] = ranges(128, [
  ...metadata.filter((ip) => ip.includes(':')).map((ip): [string, AddressClass] => [`${ip}/128`, 'metadata']),
  ['::1/128', 'loopback'],
  ['::/128', 'reserved'],
  ['64:ff9b:1::/48', 'private'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'private'],
  ['2001:db8::/32', 'reserved'],
  ['3fff::/20', 'reserved'],
  ['2001::/23', 'reserved'],
  // Only 2000::/3 is handed out; whatever lies elsewhere is no server.
  ['2000::/3', 'public'],
  ['::/0', 'reserved'],
])

/** IPv6 forms that carry an IPv4 address which the network may deliver to: [prefix, bits of it, position of the IPv4 address]. */
const carriers: readonly { readonly first: bigint; readonly bits: number; readonly shift: bigint }[] = [
  { first: parse6('::ffff:0:0'), bits: 96, shift: 0n },
  { first: parse6('::ffff:0:0:0'), bits: 96, shift: 0n },
  { first: parse6('64:ff9b::'), bits: 96, shift: 0n },
  { first: parse6('2002::'), bits: 16, shift: 80n },
  { first: parse6('::'), bits: 96, shift: 0n },
]

/**
 * Class of an IP address in any textual form that the operating system reports. Names, ports, CIDR and everything that
 * cannot be parsed is `invalid`, which every rule refuses. Pure.
 */
export function classifyAddress(ip: string): AddressClass {
  const [address = ''] = ip.split('%')
  const version = isIP(ip)
  if (version === 4) return lookUp(ranges4, parse4(address), 32)
  if (version === 6) return classify6(parse6(address))
  return 'invalid'
}

/**
 * Why an address must not be connected to, or undefined when it may. The address is the one of the connected socket
 * (or the pinned one that it is about to be connected to), never a name. Pure.
 */
export function refusalOf(address: string, port: number, rules: AddressRules): AddressClass | 'own-port' | undefined {
  const kind = classifyAddress(address)
  if (kind === 'invalid' || kind === 'reserved' || kind === 'metadata' || kind === 'link-local') return kind
  const here = kind === 'loopback' || (rules.ownAddresses ?? []).some((own) => sameAddress(own, address))
  if (here && (rules.ownPorts ?? []).includes(port)) return 'own-port'
  if ((rules.ownPlaces ?? []).some((place) => samePlace(place, address, port))) return 'own-port'
  if (kind === 'public') return undefined
  if (rules.mode === 'import' || (rules.mode === 'webhook' && kind === 'private')) return kind
  if (kind === 'private') return undefined
  const { loopback = 'none' } = rules
  return loopback === 'all' || (loopback !== 'none' && loopback.includes(port)) ? undefined : kind
}

function classify6(value: bigint): AddressClass {
  const own = lookUp(ranges6, value, 128)
  if (own === 'loopback' || own === 'metadata' || value === 0n) return own
  const carrier = carriers.find(({ first, bits }) => value >> BigInt(128 - bits) === first >> BigInt(128 - bits))
  if (carrier) return lookUp(ranges4, (value >> carrier.shift) & 0xffff_ffffn, 32)
  // ISATAP (RFC 5214): the interface identifier 0:5efe or 200:5efe carries an IPv4 address behind any prefix.
  if (((value >> 32n) & 0xfdff_ffffn) === 0x5efen) {
    const inner = lookUp(ranges4, value & 0xffff_ffffn, 32)
    if (inner !== 'public') return inner
  }
  return own
}

function lookUp(ranges: readonly Range[], value: bigint, size: number): AddressClass {
  const found = ranges.find(({ first, bits }) => value >> BigInt(size - bits) === first >> BigInt(size - bits))
  return found?.class ?? 'public'
}

function ranges(size: 32 | 128, rows: readonly (readonly [string, AddressClass])[]): Range[] {
  return rows.map(([cidr, kind]) => {
    const [ip = '', bits] = cidr.split('/')
    return { class: kind, first: size === 32 ? parse4(ip) : parse6(ip), bits: Number(bits) }
  })
}

function parse4(ip: string): bigint {
  return ip.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}

function parse6(ip: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(ip)
  const low = dotted ? parse4(dotted[2] ?? '') : 0n
  const text = dotted ? `${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}` : ip
  const [head = '', tail] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = groups(tail ?? '')
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

/** ::ffff:10.0.0.1 and 10.0.0.1 are one place. */
function canonical(ip: string): bigint | undefined {
  const [address = ''] = ip.split('%')
  const version = isIP(ip)
  if (version === 4) return parse6(`::ffff:${address}`)
  return version === 6 ? parse6(address) : undefined
}

function sameAddress(one: string, other: string): boolean {
  const value = canonical(one)
  return value !== undefined && value === canonical(other)
}

function samePlace(place: string, address: string, port: number): boolean {
  const [, bracketed, plain, number] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(place) ?? []
  return Number(number) === port && sameAddress(bracketed ?? plain ?? '', address)
}
