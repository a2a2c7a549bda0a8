import { type AccessCondition, accessCondition, type CredentialKind, weekdays } from '@gatehouse/contracts/access-rules'
import { httpMethods } from '@gatehouse/contracts/api-description'
import type { ClaimRule } from '@gatehouse/contracts/api-token-rules'
import { isIdOf, type NamedKind, namedKinds, type RuleNames, writtenName } from './rule-names.ts'
import { inWords, quoted, SentenceError, type SentenceReader } from './sentence-reader.ts'

const dayNames = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'] as const
const credentialNames: readonly (readonly [string, CredentialKind])[] = [
  ['a key', 'key'],
  ['a token', 'token'],
  ['none', 'none'],
]

/** A condition as part of a sentence: “the claim “department” is one of “audit””. */
export function conditionSentence(condition: AccessCondition, names: RuleNames): string {
  switch (condition.of) {
    case 'scopes': {
      const { all } = condition
      return `the caller carries the ${all.length === 1 ? 'scope' : 'scopes'} ${inWords(all.map(quoted), 'and')}`
    }
    case 'claim':
      return `the claim ${claimText(condition.rule)}`
    case 'role':
      return `the role is ${inWords(condition.anyOf.map(quoted), 'or')}`
    case 'plan':
    case 'product':
    case 'application':
    case 'team': {
      const { of, anyOf } = condition
      return `the ${of} is ${inWords(
        anyOf.map((id) => quoted(writtenName(of, id, names))),
        'or',
      )}`
    }
    case 'address':
      return `it comes from ${inWords(condition.anyOf, 'or')}`
    case 'time':
      return timeText(condition)
    case 'credential':
      return `the credential is ${inWords(
        condition.anyOf.map((kind) => credentialNames.find(([, of]) => of === kind)?.[0] ?? kind),
        'or',
      )}`
    case 'method':
      return `the method is ${inWords(condition.anyOf, 'or')}`
    case 'end-user':
      return 'a person is signed in'
  }
}

function claimText(rule: ClaimRule): string {
  const claim = quoted(rule.claim)
  switch (rule.test) {
    case 'present':
      return `${claim} is there`
    case 'equals':
      return `${claim} is ${typeof rule.value === 'string' ? quoted(rule.value) : plainText(rule.value)}`
    case 'oneOf':
      return `${claim} is one of ${inWords(rule.values.map(quoted), 'or')}`
    case 'contains':
      return `${claim} contains ${quoted(rule.value)}`
    case 'matches':
      return `${claim} matches ${quoted(rule.pattern)}`
  }
}

/** `String(-0)` would lose its sign. */
function plainText(value: number | boolean): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function timeText({ days, from, to, zone }: Extract<AccessCondition, { of: 'time' }>): string {
  const clock = `from ${from} to ${to} (${zone})`
  if (days === undefined) return clock
  const places = days.map((day) => weekdays.indexOf(day))
  const isRun = places.length > 2 && places.every((place, i) => place === (places[0] ?? 0) + i)
  const called = places.map((place) => dayNames[place] ?? '')
  return `on ${isRun ? `${called[0]} to ${called.at(-1)}` : inWords(called, 'and')} ${clock}`
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?(?!\w|\.\d)/iy
/** Addresses hold a dot or a colon within; no word of a sentence does. IPv6 that ends as IPv4 comes first, as it is the longest. */
const address = /(?:[0-9a-f:]*:\d{1,3}(?:\.\d{1,3}){3}|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]*)(?:\/\d{1,3})?/iy
const clockTime = /\d{1,2}:\d{2}(?!\w)/y
const zoneName = /[A-Za-z][A-Za-z0-9_+/-]*/y

/** What a condition can begin with, for those who write one. */
export const conditionStarts = [
  'the caller carries the scope “…”',
  'the claim “…” is “…”',
  'the role is “…”',
  'the plan is “…”',
  'the product is “…”',
  'the application is “…”',
  'the team is “…”',
  'it comes from 10.0.0.0/8',
  'on Mondays to Fridays from 08:00 to 18:00 (Europe/Berlin)',
  'from 08:00 to 18:00 (Europe/Berlin)',
  'the credential is a key',
  'the method is GET',
  'a person is signed in',
] as const

/** Reads one condition; what its contract does not allow is told with its place. */
export function readCondition(reader: SentenceReader, names: RuleNames): AccessCondition {
  const start = startOf(reader)
  const found = readAny(reader, names)
  const parsed = accessCondition.safeParse(found)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw new SentenceError(start, reader.at, `This condition is not complete: ${first?.message ?? 'not valid'}.`)
}

function startOf(reader: SentenceReader): number {
  return reader.atEnd ? reader.text.length : reader.at
}

function readAny(reader: SentenceReader, names: RuleNames): unknown {
  if (reader.take('the caller carries the scopes') || reader.take('the caller carries the scope'))
    return { of: 'scopes', all: quotedList(reader, 'The scope') }
  if (reader.take('the claim')) return { of: 'claim', rule: readClaim(reader) }
  if (reader.take('the role is') || reader.take('the roles are'))
    return { of: 'role', anyOf: quotedList(reader, 'The role') }
  for (const kind of namedKinds) {
    if (reader.take(`the ${kind} is`)) return { of: kind, anyOf: readNamed(reader, kind, names) }
  }
  if (reader.take('it comes from') || reader.take('the address is'))
    return { of: 'address', anyOf: readAddresses(reader) }
  if (reader.take('on')) return { of: 'time', days: readDays(reader), ...readClock(reader, true) }
  if (reader.sees(/from\s+\d{1,2}:\d{2}(?![\w:])/iy)) return { of: 'time', ...readClock(reader, true) }
  if (reader.take('from')) return { of: 'address', anyOf: readAddresses(reader) }
  if (reader.take('the credential is')) return { of: 'credential', anyOf: readKinds(reader) }
  if (reader.take('the method is')) return { of: 'method', anyOf: readMethods(reader) }
  if (reader.take('a person is signed in')) return { of: 'end-user' }
  return reader.fail('A condition should stand here.', conditionStarts)
}

function quotedList(reader: SentenceReader, what: string): string[] {
  return reader.list(
    () => reader.isQuote,
    () => reader.quoted(what),
  )
}

function readClaim(reader: SentenceReader): unknown {
  const claim = reader.quoted('The claim’s name')
  if (reader.take('is there')) return { claim, test: 'present' }
  if (reader.take('is one of')) return { claim, test: 'oneOf', values: quotedList(reader, 'A value') }
  if (reader.take('contains')) return { claim, test: 'contains', value: reader.quoted('A value') }
  if (reader.take('matches')) return { claim, test: 'matches', pattern: reader.quoted('A pattern') }
  if (!reader.take('is')) return reader.fail('What the claim must be should stand here.', claimTests)
  if (reader.take('true')) return { claim, test: 'equals', value: true }
  if (reader.take('false')) return { claim, test: 'equals', value: false }
  const figure = reader.match(number)
  if (figure !== undefined) return { claim, test: 'equals', value: Number(figure) }
  if (!reader.isQuote)
    return reader.fail('The claim’s value should stand here.', ['“…”', 'a number', 'true', 'false', 'there', 'one of'])
  return { claim, test: 'equals', value: reader.quoted('A value') }
}

const claimTests = ['is there', 'is “…”', 'is one of “…”', 'contains “…”', 'matches “…*”']

function readNamed(reader: SentenceReader, kind: NamedKind, names: RuleNames): string[] {
  return reader.list(
    () => reader.isQuote,
    () => {
      const start = startOf(reader)
      const text = reader.quoted(`The ${kind}’s name`)
      const id = isIdOf(kind, text) ? text : names.idOf(kind, text)
      if (id === null)
        throw new SentenceError(start, reader.at, `There is no ${kind} of this name, or more than one: write its id.`)
      return id
    },
  )
}

function readAddresses(reader: SentenceReader): string[] {
  return reader.list(
    () => reader.sees(address),
    () =>
      reader.match(address) ?? reader.fail('An address or range should stand here.', ['10.0.0.0/8', '2001:db8::/32']),
  )
}

const dayChoices = weekdays.flatMap((day, i) => {
  const name = dayNames[i] ?? ''
  // `Mondays`, `Monday`, `Mon`
  return [[name, day] as const, [name.slice(0, -1), day] as const, [day, day] as const]
})

function readDays(reader: SentenceReader): string[] {
  const day = () => reader.choose(dayChoices) ?? reader.fail('A day of the week should stand here.', dayNames)
  const first = day()
  if (reader.take('to')) {
    const from = weekdays.indexOf(first)
    const count = ((weekdays.indexOf(day()) - from + 7) % 7) + 1
    return Array.from({ length: count }, (_, i) => weekdays[(from + i) % 7] ?? first)
  }
  const rest: string[] = []
  for (;;) {
    const before = reader.at
    const comma = reader.take(',')
    const isNext = reader.take('and') || reader.take('or') || comma
    const next = isNext ? reader.choose(dayChoices) : undefined
    if (next === undefined) {
      reader.at = before
      return [first, ...rest]
    }
    rest.push(next)
  }
}

function readClock(reader: SentenceReader, needsFrom: boolean): { from: string; to: string; zone: string } {
  if (needsFrom) reader.need('from')
  const from = readTime(reader)
  reader.need('to')
  const to = readTime(reader)
  reader.need('(')
  const zone = reader.match(zoneName) ?? reader.fail('A time zone should stand here.', ['Europe/Berlin', 'UTC'])
  reader.need(')')
  return { from, to, zone }
}

function readTime(reader: SentenceReader): string {
  const time = reader.match(clockTime) ?? reader.fail('A time of day should stand here.', ['08:30'])
  return time.padStart(5, '0')
}

function readKinds(reader: SentenceReader): CredentialKind[] {
  const read = () => reader.choose(credentialNames) ?? reader.fail('A kind of credential should stand here.', kinds)
  return reader.list(() => reader.sees(/(?:a\s+(?:key|token)|none)\b/iy), read)
}

const kinds = credentialNames.map(([name]) => name)
const methodChoices = httpMethods.map((method) => [method, method] as const)

function readMethods(reader: SentenceReader): string[] {
  const read = () => reader.choose(methodChoices) ?? reader.fail('A method should stand here.', httpMethods)
  const begins = () => {
    const before = reader.at
    const isMethod = reader.choose(methodChoices) !== undefined
    reader.at = before
    return isMethod
  }
  return reader.list(begins, read)
}
