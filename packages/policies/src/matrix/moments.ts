import { addressMatcher } from '../address-matcher.ts'
import { anAddress, edgesOf } from './addresses.ts'
import type { AccessQuestions } from './questions.ts'
import { instantsOf } from './zone-instants.ts'

const mostAddresses = 16
const mostInstants = 40
/** A week, and the day on which it begins again. */
const days = 8

/**
 * An address for each way in which lists can see one: of those that lie in the same lists, one stands for all. The first is one that
 * nobody lists, if there is such a one.
 */
export function addressesFor(lists: readonly (readonly string[])[]): readonly string[] {
  if (lists.length === 0) return [anAddress]
  const matchers = lists.map(addressMatcher)
  const kinds = new Map<string, string>()
  for (const address of [anAddress, ...lists.flatMap((list) => list.flatMap(edgesOf))]) {
    const kind = matchers.map((within) => (within(address) ? '1' : '0')).join('')
    if (!kinds.has(kind)) kinds.set(kind, address)
    if (kinds.size === mostAddresses) break
  }
  return [...kinds.values()]
}

/** Now, and the instants of the coming week at which a rule's clock begins or ends. */
export function instantsFor(times: AccessQuestions['times'], now: number): readonly number[] {
  if (times.length === 0) return [now]
  const instants = new Set([now])
  for (const { from, to, zone } of times) {
    for (const timeOfDay of [from, to])
      for (const at of instantsOf(zone, timeOfDay, now, days)) if (at > now) instants.add(at)
  }
  return [...instants].slice(0, mostInstants)
}
