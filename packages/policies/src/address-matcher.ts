import { BlockList, isIP } from 'node:net'

/**
 * Whether an address stands in one of the ranges (single addresses, CIDR). Throws when one of them is none. IPv4 in IPv6 clothes
 * (`::ffff:10.0.0.1`) is judged as IPv4; what is no address stands in none.
 */
export function addressMatcher(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const text of ranges) addRange(list, text)
  // One client sends many requests, and a judgement asks for the same few addresses again and again.
  const recent: { text: string; stands: boolean }[] = [
    { text: '', stands: false },
    { text: '', stands: false },
  ]
  let turn = 0
  return (text) => {
    for (const known of recent) if (known.text === text) return known.stands
    const address = plainAddress(text)
    const version = isIP(address)
    const stands = version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
    turn = 1 - turn
    recent[turn] = { text, stands }
    return stands
  }
}

function addRange(list: BlockList, text: string): void {
  const [raw = '', bits] = text.split('/')
  const address = plainAddress(raw)
  const version = isIP(address)
  if (version === 0) throw new Error(`“${text}” is not an address or CIDR range.`)
  const width = version === 6 ? 128 : 32
  const prefix = bits === undefined ? width : Number(bits)
  if (!(prefix <= width) || (raw !== address && bits !== undefined)) throw new Error(`“${text}” is not a CIDR range.`)
  list.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4')
}

/** One client has one address, whatever socket took it. */
export function plainAddress(text: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text
}
