import {
  type AccessCondition,
  type AccessRule,
  accessRule,
  nameOfRule,
  weekdays,
} from '@gatehouse/contracts/access-rules'
import { addressRange } from '@gatehouse/contracts/address-range'
import { httpMethods } from '@gatehouse/contracts/api-description'
import type { ClaimRule } from '@gatehouse/contracts/api-token-rules'
import { idPrefixes } from '@gatehouse/contracts/ids'
import fc from 'fast-check'
import { type NamedKind, namedKinds, ruleNames } from '../src/policies/access-rules/rule-names.ts'

/** Texts that try to look like the sentence around them, to hide, or to break it. */
const hostile = fc.constantFrom(
  '”, and the claim “x” is “y',
  '”. Otherwise it says: “',
  '\\”',
  '\\u{201d}',
  '“”',
  '„“',
  '"',
  ', unless the plan is “free”',
  '\u202eevil\u202c',
  'a\u200bb',
  '\u00a0',
  '\u2028',
  '\ud800',
  '\u0301',
  '10.0.0.0/8',
  'every call.',
  ' ',
  'ﬁnance',
  '👩‍🚀',
)

const noControls = (text: string) => !/\p{Cc}/u.test(text)
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  hostile,
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
)
const word = text.filter((value) => noControls(value) && value.length <= 200)
const words = fc.array(word, { minLength: 1, maxLength: 4 })
const value = fc.oneof(text, fc.constantFrom('a\nb', '\u0000', '\u0007'))

export const someIds: Record<NamedKind, string[]> = { plan: [], product: [], application: [], team: [] }
for (const kind of namedKinds) {
  for (let i = 0; i < 8; i += 1) someIds[kind].push(`${idPrefixes[kind]}_${i.toString(16).padStart(32, '0')}`)
}

const claimRule: fc.Arbitrary<ClaimRule> = fc.oneof(
  fc.record({ claim: word, test: fc.constant('present' as const) }),
  fc.record({
    claim: word,
    test: fc.constant('equals' as const),
    value: fc.oneof(value, fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
  }),
  fc.record({
    claim: word,
    test: fc.constant('oneOf' as const),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ claim: word, test: fc.constant('contains' as const), value }),
  fc.record({ claim: word, test: fc.constant('matches' as const), pattern: value }),
)

const address = fc
  .oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
  )
  .filter((range) => addressRange.safeParse(range).success)

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)

export const zones = [
  'Europe/Berlin',
  'UTC',
  'America/New_York',
  'Asia/Kathmandu',
  'Etc/GMT+1',
  'Australia/Lord_Howe',
] as const

const named = (kind: NamedKind) =>
  fc.record({
    of: fc.constant(kind),
    anyOf: fc.array(fc.constantFrom(...someIds[kind]), { minLength: 1, maxLength: 3 }),
  })

export const condition = fc.oneof(
  fc.record({ of: fc.constant('scopes'), all: words }),
  fc.record({ of: fc.constant('claim'), rule: claimRule }),
  fc.record({ of: fc.constant('role'), anyOf: words }),
  named('plan'),
  named('product'),
  named('application'),
  named('team'),
  fc.record({ of: fc.constant('address'), anyOf: fc.array(address, { minLength: 1, maxLength: 4 }) }),
  fc.record(
    {
      of: fc.constant('time'),
      days: fc.array(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 7 }),
      from: time,
      to: time,
      zone: fc.constantFrom(...zones),
    },
    { requiredKeys: ['of', 'from', 'to', 'zone'] },
  ),
  fc.record({
    of: fc.constant('credential'),
    anyOf: fc.array(fc.constantFrom('key', 'token', 'none'), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    of: fc.constant('method'),
    anyOf: fc.array(fc.constantFrom(...httpMethods), { minLength: 1, maxLength: 4 }),
  }),
  fc.constant({ of: 'end-user' }),
) as fc.Arbitrary<AccessCondition>

/** Rules as their contract takes them; whatever texts are in them. */
export const rule: fc.Arbitrary<AccessRule> = fc
  .record(
    {
      name: fc.oneof(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), fc.constantFrom('allow', 'refuse', 'when')),
      effect: fc.constantFrom('allow' as const, 'deny' as const),
      when: fc.array(condition, { maxLength: 4 }),
      unless: fc.array(condition, { maxLength: 3 }),
      say: word,
    },
    { requiredKeys: ['effect', 'when', 'unless'] },
  )
  .filter((made) => accessRule.safeParse(made).success)
  .map((made) => accessRule.parse(made))

/** Lists as a policy takes them: each rule has a name of its own. */
export const rules = fc.array(rule, { minLength: 1, maxLength: 5 }).filter((list) => {
  const names = list.map(nameOfRule)
  return new Set(names).size === names.length && list.every(({ name }) => name === undefined || /[a-z]/.test(name))
})

/** Names of which some are shared, empty, hostile, or look like the id of another thing. */
export const names = fc
  .array(fc.oneof(text, fc.constantFrom('shop/trial', 'shop/gold', '', someIds.plan[0] ?? '')), {
    minLength: 32,
    maxLength: 32,
  })
  .map((all) => {
    const entries = namedKinds.map((kind, k) => [
      kind,
      someIds[kind].map((id, i) => ({ id, name: all[k * 8 + i] ?? '' })),
    ])
    return ruleNames(Object.fromEntries(entries))
  })
