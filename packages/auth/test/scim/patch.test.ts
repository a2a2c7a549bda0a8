import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalResource } from '../../src/scim/canonical.ts'
import { applyPatch, type PatchOperation, parsePatch } from '../../src/scim/patch.ts'
import { projector } from '../../src/scim/project.ts'
import { groupType, type Resource, userType } from '../../src/scim/resource-type.ts'
import { enterpriseSchemaId } from '../../src/scim/schemas.ts'
import { ScimError } from '../../src/scim/scim-error.ts'

const ada: Resource = {
  userName: 'ada',
  active: true,
  name: { familyName: 'Lovelace', givenName: 'Ada' },
  emails: [{ type: 'work', value: 'ada@corp.example', primary: true }],
}
const patch = (...operations: PatchOperation[]) => applyPatch(userType, ada, operations)

describe('operations of RFC 7644 §3.5.2', () => {
  test.each<[string, PatchOperation, Resource]>([
    ['a plain value', { op: 'replace', path: 'userName', value: 'b' }, { ...ada, userName: 'b' }],
    ['in whatever case', { op: 'replace', path: 'USERNAME', value: 'b' }, { ...ada, userName: 'b' }],
    ['Entra’s "False"', { op: 'replace', path: 'active', value: 'False' }, { ...ada, active: false }],
    [
      'a part of a complex value; the others stay',
      { op: 'replace', path: 'name.givenName', value: 'Augusta' },
      { ...ada, name: { familyName: 'Lovelace', givenName: 'Augusta' } },
    ],
    [
      'a complex value is merged',
      { op: 'replace', path: 'name', value: { givenName: 'Augusta' } },
      { ...ada, name: { familyName: 'Lovelace', givenName: 'Augusta' } },
    ],
    [
      'without a path, with dotted keys',
      { op: 'replace', value: { active: 'false', 'name.familyName': 'King', unknown: 1, id: 'x' } },
      { ...ada, active: false, name: { familyName: 'King', givenName: 'Ada' } },
    ],
    [
      'without a path, an extension by its whole name and by a path into it',
      {
        op: 'add',
        value: { [`${enterpriseSchemaId}:department`]: 'Engines', [enterpriseSchemaId]: { Division: 'A' } },
      },
      { ...ada, [enterpriseSchemaId]: { department: 'Engines', division: 'A' } },
    ],
    [
      'a manager as text',
      { op: 'add', path: `${enterpriseSchemaId}:manager`, value: 'dp_9' },
      { ...ada, [enterpriseSchemaId]: { manager: { value: 'dp_9' } } },
    ],
    [
      'another primary value takes the place of the first',
      { op: 'add', path: 'emails', value: [{ value: 'x@y.z', type: 'home', primary: true }] },
      {
        ...ada,
        emails: [
          { type: 'work', value: 'ada@corp.example', primary: false },
          { value: 'x@y.z', type: 'home', primary: true },
        ],
      },
    ],
    [
      'the same value twice is there once',
      { op: 'add', path: 'emails', value: { type: 'work', value: 'ada@corp.example', primary: true } },
      ada,
    ],
    [
      'a value path',
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@b.c' },
      { ...ada, emails: [{ type: 'work', value: 'a@b.c', primary: true }] },
    ],
    [
      'a value path that nothing fulfils yet makes it (Entra)',
      { op: 'add', path: 'emails[type eq "home"].value', value: 'a@b.c' },
      { ...ada, emails: [...(ada.emails as object[]), { type: 'home', value: 'a@b.c' }] },
    ],
    ['a removed list', { op: 'remove', path: 'emails[type eq "work"]' }, without('emails')],
    ['a removed part', { op: 'remove', path: 'name.givenName' }, { ...ada, name: { familyName: 'Lovelace' } }],
    ['removing what is not there', { op: 'remove', path: 'title' }, ada],
  ])('%s', (_what, operation, expected) => {
    expect(patch(operation)).toEqual(expected)
  })

  test('members go by the value that names them, as Entra sends it, and all at once without one', () => {
    const group = { displayName: 'G', members: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] }
    const after = (operation: PatchOperation) => applyPatch(groupType, group, [operation]).members
    expect(after({ op: 'remove', path: 'members', value: [{ value: 'a' }, { value: 'c' }] })).toEqual([{ value: 'b' }])
    expect(after({ op: 'remove', path: 'members[value eq "a"]' })).toEqual([{ value: 'b' }, { value: 'c' }])
    expect(after({ op: 'remove', path: 'members' })).toBeUndefined()
    expect(after({ op: 'add', path: 'members', value: [{ value: 'a', display: 'A' }] })).toHaveLength(3)
  })

  test.each<[string, PatchOperation, string]>([
    ['what only we write', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['groups of a person', { op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    ['an attribute that there is not', { op: 'add', path: 'nonsense', value: 1 }, 'invalidPath'],
    ['a path that is none', { op: 'add', path: '__proto__.polluted', value: 1 }, 'invalidPath'],
    ['a filter that nothing can fulfil', { op: 'replace', path: 'emails[value co "z"].value', value: 'x' }, 'noTarget'],
    ['to remove without a path', { op: 'remove' }, 'noTarget'],
    ['a wrong type', { op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    ['a list for a text', { op: 'replace', path: 'userName', value: ['a', 'b'] }, 'invalidValue'],
    ['a broken filter', { op: 'remove', path: 'emails[type eq' }, 'invalidPath'],
  ])('refuses %s', (_what, operation, scimType) => {
    expect(() => patch(operation)).toThrow(expect.objectContaining({ scimType }))
  })

  test('all of them are done or none: the resource that was given stays as it was', () => {
    const before = structuredClone(ada)
    expect(() =>
      patch({ op: 'replace', path: 'userName', value: 'b' }, { op: 'replace', path: 'active', value: 'perhaps' }),
    ).toThrow(ScimError)
    expect(ada).toEqual(before)
  })

  test('never fail in another way, and never reach what no schema names', () => {
    const operation = fc.record({
      op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'nothing'),
      path: fc.option(fc.constantFrom('emails', 'emails[', 'name.x', 'constructor', '__proto__', 'a.b.c', 'members')),
      value: fc.anything(),
    })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 4 }), (operations) => {
        try {
          patch(...parsePatch({ operations }))
          expect(Object.prototype).not.toHaveProperty('polluted')
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
        }
      }),
    )
  })
})

describe('resources as they come', () => {
  test('have their names in their own case, their values in their own type, and nothing else', () => {
    expect(
      canonicalResource(userType, {
        USERNAME: 'ada',
        Active: 'True',
        password: 'secret',
        adreses: [],
        nickName: null,
        groups: [{ value: 'x' }],
        emails: { VALUE: 'a@b.c', Primary: 'false' },
        [enterpriseSchemaId.toUpperCase()]: { Department: 'D' },
        __proto__: { admin: true },
      }),
    ).toEqual({
      userName: 'ada',
      active: true,
      emails: [{ value: 'a@b.c', primary: false }],
      [enterpriseSchemaId]: { department: 'D' },
    })
  })

  test('are cut to what is asked for; id and schemas stay', () => {
    const whole = { ...ada, id: 'dp_1', schemas: ['s'] }
    const cut = (projection: Parameters<typeof projector>[1]) => projector(userType, projection)(whole)
    expect(cut({ attributes: 'userName,name.givenName' })).toEqual({
      id: 'dp_1',
      schemas: ['s'],
      userName: 'ada',
      name: { givenName: 'Ada' },
    })
    expect(cut({ excludedAttributes: 'emails,name.givenName,id' })).toEqual({
      id: 'dp_1',
      schemas: ['s'],
      userName: 'ada',
      active: true,
      name: { familyName: 'Lovelace' },
    })
  })
})

function without(name: string): Resource {
  const { [name]: _gone, ...rest } = ada
  return rest
}
