import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../src/scim/filter.ts'
import { matcher } from '../../src/scim/match-filter.ts'
import { type Resource, userType } from '../../src/scim/resource-type.ts'
import { enterpriseSchemaId } from '../../src/scim/schemas.ts'
import { ScimError } from '../../src/scim/scim-error.ts'

const ada: Resource = {
  id: 'dp_1',
  externalId: 'Ext-1',
  userName: 'Ada@Corp.example',
  displayName: 'Ada Lovelace',
  active: true,
  name: { familyName: 'Lovelace', givenName: 'Ada' },
  emails: [
    { type: 'work', value: 'ada@corp.example', primary: true },
    { type: 'home', value: 'ada@home.example' },
  ],
  [enterpriseSchemaId]: { department: 'Engines', manager: { value: 'dp_9' } },
  meta: { created: '2026-01-02T03:04:05.000Z' },
}
const matches = (filter: string) => matcher(userType, parseFilter(filter))(ada)

describe('filters of RFC 7644 §3.4.2.2', () => {
  test.each([
    ['userName eq "ada@corp.EXAMPLE"', true],
    ['USERNAME Eq "ada@corp.example"', true],
    ['userName ne "ada@corp.example"', false],
    ['externalId eq "ext-1"', false],
    ['externalId eq "Ext-1"', true],
    ['name.familyName co "lace"', true],
    ['displayName sw "ada"', true],
    ['displayName ew "LACE"', true],
    ['userName sw A', true],
    ['userName pr', true],
    ['title pr', false],
    ['title eq null', true],
    ['title ne "x"', true],
    ['active eq true', true],
    ['active eq "True"', true],
    ['meta.created gt "2026-01-01T00:00:00Z"', true],
    ['meta.created le 2026-01-01T00:00:00+02:00', false],
    ['emails co "home.example"', true],
    ['emails.type eq "home"', true],
    ['emails[type eq "work" and value co "home"]', false],
    ['emails[type eq "work" and value co "corp"]', true],
    ['emails[not (type eq "work")]', true],
    [`${enterpriseSchemaId}:department eq "engines"`, true],
    [`${enterpriseSchemaId}:manager.value eq "dp_9"`, true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.givenName eq "ada"', true],
    ['userName eq "x" or active eq true and name.givenName eq "Ada"', true],
    ['(userName eq "x" or active eq true) and name.givenName eq "Bob"', false],
    ['not (userName eq "x")', true],
    ['nonsense eq "x"', false],
    ['displayName eq "Ada \\u004covelace"', true],
  ])('%s', (filter, expected) => {
    expect(matches(filter)).toBe(expected)
  })

  test.each([
    '',
    'userName',
    'userName eq',
    'userName is "x"',
    'userName eq "x',
    'userName eq "x" and',
    '(userName eq "x"',
    'userName eq "x")',
    'emails[type eq "work"',
    'active gt true',
    'meta.created gt "yesterday"',
    'name eq "x"',
    'userName gt null',
    '1x eq "x"',
    `${'('.repeat(60)}userName pr${')'.repeat(60)}`,
    Array.from({ length: 201 }, () => 'title pr').join(' or '),
    `userName eq "${'x'.repeat(5_000)}"`,
    'userName eq "\\u0000"',
  ])('refuses %s', (filter) => {
    expect(() => matches(filter)).toThrow(ScimError)
  })

  test('never fail in another way, whatever is asked', () => {
    const word = fc.constantFrom(
      'userName',
      'emails',
      '(',
      ')',
      '[',
      ']',
      'and',
      'or',
      'not',
      'eq',
      'pr',
      '"x"',
      'true',
      '1',
      '.',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word).map((words) => words.join(' ')),
          fc.string(),
        ),
        (filter) => {
          try {
            matches(filter)
          } catch (error) {
            expect(error).toBeInstanceOf(ScimError)
          }
        },
      ),
    )
  })
})
