import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type AddressRules, refusedAddress } from './address-rules.ts'

/** Resolves names to addresses that may be connected to at this port; one forbidden one among several is an attempt at rebinding, not a fallback. */
export function judgedLookup(rules: AddressRules, port: number): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, [])
        return
      }
      const refused = addresses.map(({ address }) => refusedAddress(rules, address, port))
      const reason = refused.find((text) => text !== undefined)
      if (reason !== undefined) callback(new Error(reason), [])
      else callback(null, addresses)
    })
  }
}
