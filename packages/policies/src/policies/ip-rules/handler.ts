import { BlockList, isIP } from 'node:net'
import type { z } from 'zod'
import type { IpHandler, PolicyRefusal } from '../../define-policy.ts'
import type { ipRulesOptions } from './definition.ts'

const refused: PolicyRefusal = Object.freeze({
  code: 'access_rule_denied',
  detail: 'Calls from this address are not allowed here.',
})

/** Throws when a range is none. IPv4 in IPv6 clothes (`::ffff:10.0.0.1`) is judged as IPv4. */
export function createIpRules(options: z.infer<typeof ipRulesOptions>): IpHandler {
  const allow = options.allow === undefined ? null : rangesOf(options.allow)
  const deny = rangesOf(options.deny ?? [])
  return ({ remoteAddress }) => {
    const address = plainAddress(remoteAddress)
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    // An address that cannot be read is not known to be allowed.
    if (isIP(address) === 0 || deny.check(address, family)) return refused
    return allow === null || allow.check(address, family) ? null : refused
  }
}

function rangesOf(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [raw = '', bits] = text.split('/')
    const address = plainAddress(raw)
    const version = isIP(address)
    if (version === 0) throw new Error(`“${text}” is not an address or CIDR range.`)
    const family = version === 6 ? 'ipv6' : 'ipv4'
    const width = version === 6 ? 128 : 32
    const prefix = bits === undefined ? width : Number(bits)
    if (prefix > width || (raw !== address && bits !== undefined)) throw new Error(`“${text}” is not a CIDR range.`)
    list.addSubnet(address, prefix, family)
  }
  return list
}

function plainAddress(text: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text
}
