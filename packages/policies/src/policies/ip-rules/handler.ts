import { isIP } from 'node:net'
import type { z } from 'zod'
import { addressMatcher, plainAddress } from '../../address-matcher.ts'
import type { IpHandler, PolicyRefusal } from '../../define-policy.ts'
import type { ipRulesOptions } from './definition.ts'

const refused: PolicyRefusal = Object.freeze({
  code: 'access_rule_denied',
  detail: 'Calls from this address are not allowed here.',
})

/** Throws when a range is none. IPv4 in IPv6 clothes (`::ffff:10.0.0.1`) is judged as IPv4. */
export function createIpRules(options: z.infer<typeof ipRulesOptions>): IpHandler {
  const allow = options.allow === undefined ? null : addressMatcher(options.allow)
  const deny = addressMatcher(options.deny ?? [])
  return ({ remoteAddress }) => {
    // An address that cannot be read is not known to be allowed.
    if (isIP(plainAddress(remoteAddress)) === 0 || deny(remoteAddress)) return refused
    return allow === null || allow(remoteAddress) ? null : refused
  }
}
