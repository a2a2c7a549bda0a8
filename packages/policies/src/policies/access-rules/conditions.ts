import { type AccessCondition, weekdays } from '@gatehouse/contracts/access-rules'
import { type Claims, claimTest } from '../../tokens/claims.ts'
import type { AccessCall } from './access-call.ts'
import { addressRanges } from './address-ranges.ts'
import { clockOf } from './zone-clock.ts'

export type ConditionTest = (call: AccessCall) => boolean

/** A condition, ready to be asked; nothing is made per call. Throws for an address or a zone that is none. */
export function conditionTest(condition: AccessCondition): ConditionTest {
  switch (condition.of) {
    case 'scopes':
      return scopesTest(condition.all)
    case 'claim': {
      const { holds } = claimTest(condition.rule)
      return ({ claims }) => claims !== null && holds(claims)
    }
    case 'role': {
      const roles = new Set(condition.anyOf)
      return ({ claims }) => claims !== null && (hasOne(roles, claims, 'roles') || hasOne(roles, claims, 'role'))
    }
    case 'plan': {
      const ids = new Set<string | null>(condition.anyOf)
      return ({ planId }) => ids.has(planId)
    }
    case 'product': {
      const ids = new Set<string | null>(condition.anyOf)
      return ({ productId }) => ids.has(productId)
    }
    case 'application': {
      const ids = new Set<string | null>(condition.anyOf)
      return ({ applicationId }) => ids.has(applicationId)
    }
    case 'team': {
      const ids = new Set<string | null>(condition.anyOf)
      return ({ teamId }) => ids.has(teamId)
    }
    case 'address': {
      const within = addressRanges(condition.anyOf)
      return ({ address }) => within(address)
    }
    case 'time':
      return timeTest(condition)
    case 'credential': {
      const kinds = new Set(condition.anyOf)
      return ({ credential }) => kinds.has(credential)
    }
    case 'method': {
      const methods = new Set<string>(condition.anyOf)
      return ({ method }) => methods.has(method)
    }
    case 'end-user':
      return ({ endUser }) => endUser
  }
}

function scopesTest(all: readonly string[]): ConditionTest {
  return ({ scopes }) => {
    if (scopes === null) return true
    for (let i = 0; i < all.length; i += 1) if (!scopes.includes(all[i] as string)) return false
    return true
  }
}

/** A list of texts, or words with spaces between. */
function hasOne(wanted: ReadonlySet<string>, claims: Claims, name: string): boolean {
  if (!Object.hasOwn(claims, name)) return false
  const value = claims[name]
  if (typeof value === 'string')
    return wanted.has(value) || (value.includes(' ') && value.split(' ').some((word) => wanted.has(word)))
  if (!Array.isArray(value)) return false
  for (let i = 0; i < value.length; i += 1) if (wanted.has(value[i])) return true
  return false
}

function timeTest({ days, from, to, zone }: Extract<AccessCondition, { of: 'time' }>): ConditionTest {
  const begin = minutesOf(from)
  const end = minutesOf(to)
  const clock = clockOf(zone)
  const on = weekdays.map((day) => days === undefined || days.includes(day))
  return ({ at }) => {
    const { weekday, minuteOfDay } = clock.read(at)
    if (begin < end) return minuteOfDay >= begin && minuteOfDay < end && on[weekday] === true
    // Past midnight: what is early belongs to the day before.
    if (minuteOfDay >= begin) return on[weekday] === true
    return minuteOfDay < end && on[(weekday + 6) % 7] === true
  }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
