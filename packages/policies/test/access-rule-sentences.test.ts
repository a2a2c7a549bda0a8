import type { AccessRule } from '@gatehouse/contracts/access-rules'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { noNames, ruleNames } from '../src/policies/access-rules/rule-names.ts'
import { parseRule, ruleSentence } from '../src/policies/access-rules/sentence.ts'
import { policySentences } from '../src/policy-sentences.ts'
import { names, rule } from './generated-rules.ts'

const plan = 'pln_00000000000000000000000000000001'
const shop = ruleNames({ plan: [{ id: plan, name: 'shop/trial' }] })

function parsed(text: string, by = shop): AccessRule {
  const result = parseRule(text, by)
  if (!result.ok) throw new Error(`${result.at}: ${result.message}`)
  return result.rule
}

describe('an access rule as a sentence', () => {
  const office: AccessRule = {
    name: 'office-hours',
    effect: 'allow',
    when: [
      { of: 'scopes', all: ['orders.read', 'orders.write'] },
      { of: 'claim', rule: { claim: 'department', test: 'oneOf', values: ['finance', 'audit'] } },
      { of: 'address', anyOf: ['10.0.0.0/8'] },
      { of: 'time', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00', zone: 'Europe/Berlin' },
    ],
    unless: [{ of: 'plan', anyOf: [plan as never] }],
    say: 'Orders are taken in office hours.',
  }
  const sentence =
    'office-hours: Allow when the caller carries the scopes “orders.read” and “orders.write”, and the claim “department” is one of “finance” or “audit”, and it comes from 10.0.0.0/8, and on Mondays to Fridays from 08:00 to 18:00 (Europe/Berlin), unless the plan is “shop/trial”. Otherwise it says: “Orders are taken in office hours.”.'

  it('reads as English', () => expect(ruleSentence(office, shop)).toBe(sentence))
  it('is that rule again', () => expect(parsed(sentence)).toEqual(office))

  it.each([
    ['Refuse every call.', { effect: 'deny', when: [], unless: [] }],
    ['allow every call', { effect: 'allow', when: [], unless: [] }],
    [
      'Deny when the method is delete and a person is signed in unless the role is "admin" or "root"',
      {
        effect: 'deny',
        when: [{ of: 'method', anyOf: ['DELETE'] }, { of: 'end-user' }],
        unless: [{ of: 'role', anyOf: ['admin', 'root'] }],
      },
    ],
    [
      'Allow when from 10.0.0.0/8, 2001:db8::/32 or ::1.2.3.4, and from 9:00 to 5:00 (UTC).',
      {
        effect: 'allow',
        when: [
          { of: 'address', anyOf: ['10.0.0.0/8', '2001:db8::/32', '::1.2.3.4'] },
          { of: 'time', from: '09:00', to: '05:00', zone: 'UTC' },
        ],
        unless: [],
      },
    ],
    [
      'Allow when on Sat to Monday from 00:00 to 00:00 (UTC), and the claim "level" is 5.',
      {
        effect: 'allow',
        when: [
          { of: 'time', days: ['sat', 'sun', 'mon'], from: '00:00', to: '00:00', zone: 'UTC' },
          { of: 'claim', rule: { claim: 'level', test: 'equals', value: 5 } },
        ],
        unless: [],
      },
    ],
  ])('takes what people write: %s', (text, expected) => expect(parsed(text)).toEqual(expected))

  it.each([
    ['', 0, 'Allow'],
    ['Permit every call.', 0, 'Allow'],
    ['Allow', 5, 'when'],
    ['Allow when', 10, 'the plan is “…”'],
    ['Allow when the plan is shop/trial', 23, '“…”'],
    ['Allow when the caller carries the scope “orders', 40, '”'],
    ['Allow every call, and', 18, 'unless'],
    ['Allow when it comes from home.', 25, '10.0.0.0/8'],
    ['Allow when on Mondays from 8 to 9 (UTC).', 27, '08:30'],
    ['Allow when the claim “x” has “y”.', 25, 'is there'],
  ])('says where “%s” cannot be read, and what was expected', (text, at, expected) => {
    const result = parseRule(text, shop)
    if (result.ok) throw new Error('was read')
    expect(result.at).toBe(at)
    expect(result.end).toBeGreaterThanOrEqual(at)
    expect(result.expected).toContain(expected)
  })

  it.each([
    ['a plan that nobody knows', 'Allow when the plan is “gold”.', /no plan/, 23],
    ['a zone that is none', 'Allow when from 08:00 to 09:00 (Mars/Olympus).', /time zone/, 11],
    ['a time that is none', 'Allow when from 28:00 to 09:00 (UTC).', /time of day/, 11],
    ['an address that is none', 'Allow when it comes from 10.0.0.300.', /address/, 11],
    ['a second sentence', 'Allow every call. Really.', /Nothing more/, 18],
  ])('names %s', (_what, text, message, at) => {
    expect(parseRule(text, shop)).toMatchObject({ ok: false, at, message: expect.stringMatching(message) })
  })

  test('rule → sentence → rule, and sentence → rule → sentence, are the same again, whatever texts and names are in them', () => {
    fc.assert(
      fc.property(rule, names, (made, by) => {
        const text = ruleSentence(made, by)
        const again = parsed(text, by)
        expect(again).toEqual(made)
        expect(ruleSentence(again, by)).toBe(text)
      }),
      { numRuns: 1000 },
    )
  }, 30_000)

  test('what can be read at all has one sentence, which is read as the same rule', () => {
    const typed = rule.map((made) =>
      ruleSentence(made, noNames)
        .replace(/, and /g, '  and ')
        .replace('Refuse', 'deny'),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const result = parseRule(text, noNames)
        if (!result.ok) return
        expect(parsed(ruleSentence(result.rule, noNames), noNames)).toEqual(result.rule)
      }),
    )
  })

  test('any text is read or refused with a place in it, never more', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          rule.map((made) => ruleSentence(made, noNames).slice(0, -9)),
        ),
        (text) => {
          const result = parseRule(text, noNames)
          if (result.ok) return
          expect(result.at).toBeGreaterThanOrEqual(0)
          expect(result.end).toBeLessThanOrEqual(text.length)
          expect(result.message).not.toBe('')
        },
      ),
    )
  })

  test('a sentence shows every character that counts: none that hides, turns or breaks the writing', () => {
    fc.assert(
      fc.property(rule, (made) => {
        expect(ruleSentence(made, noNames)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

describe('other policies as sentences', () => {
  it.each([
    [
      'access-rules',
      { rules: [{ effect: 'deny' }] },
      ['Refuse every call.', 'Where no rule applies, the call is refused.'],
    ],
    [
      'ip-rules',
      { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16', '::1'] },
      ['Refuse calls from 10.1.0.0/16 and ::1.', 'Allow calls from 10.0.0.0/8 only.'],
    ],
    [
      'rate-limit',
      { limit: 100, periodSeconds: 60, burst: 20 },
      ['Each caller has at most 100 calls per minute, 20 of them at once.'],
    ],
    [
      'request-headers',
      { set: [{ name: 'X-A', value: '1' }], remove: ['X-B', 'X-C'] },
      ['The backend gets the header X-A with the value “1”.', 'The backend never gets the headers X-B and X-C.'],
    ],
    [
      'requirements',
      { noAnonymous: true, requestValidation: 'block', undeclared: { query: 'refuse', body: 'strip' } },
      [
        'Nobody may call without a credential, whatever an API leaves open.',
        'Requests that break the contract do not pass.',
        'Undeclared query parameters are refused.',
        'Undeclared properties of bodies are taken out at least.',
      ],
    ],
    ['rate-limit', { limit: 0 }, ['The options of “rate-limit” are not valid.']],
    ['magic', {}, ['There is no policy “magic”.']],
  ])('%s %j', (policy, options, sentences) => expect(policySentences({ policy, options }, noNames)).toEqual(sentences))
})
