import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { dispatchDiscriminators } from '../src/discriminators/dispatch-discriminators.ts'

type Shared = Record<string, JsonSchema>

const ref = (name: string) => ({ $ref: `#/schemas/${name}` })
const object = (properties: Record<string, Json>, required: string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const text = { type: 'string' }

/** `ok`, or what is wrong, each place once, as the gateway tells it. */
function verdicts(shared: Shared, schema: JsonSchema): (value: Json) => string {
  const { shared: schemas, apply } = dispatchDiscriminators(shared)
  const judge = new Ajv2020({ allErrors: true, strict: false }).compile({ allOf: [apply(schema)], schemas })
  return (value) => {
    if (judge(value)) return 'ok'
    const told = (judge.errors ?? []).flatMap(({ keyword, instancePath, params }) => {
      if (keyword === 'if') return []
      const { missingProperty, allowedValues } = params as { missingProperty?: string; allowedValues?: Json[] }
      return [[instancePath, keyword, missingProperty, allowedValues?.join(' ')].filter(Boolean).join(' ')]
    })
    return [...new Set(told)].join(', ')
  }
}

const payments: Shared = {
  Card: object({ method: text, number: { type: 'string', minLength: 4 } }),
  Transfer: object({ method: text, iban: text }),
}
const either = [ref('Card'), ref('Transfer')]

describe.each(['oneOf', 'anyOf'] as const)('alternatives of %s with a discriminator', (union) => {
  test('are chosen by the mapping, and only the chosen one tells faults', () => {
    const mapping = { card: '#/schemas/Card', visa: '#/schemas/Card', transfer: '#/schemas/Transfer' }
    const judge = verdicts(payments, { [union]: either, discriminator: { propertyName: 'method', mapping } })
    expect(judge({ method: 'card', number: '12345' })).toBe('ok')
    expect(judge({ method: 'visa', number: '1' })).toBe('/number minLength')
    expect(judge({ method: 'transfer', number: '12345' })).toBe('required iban')
    expect(judge({ method: 'cash' })).toBe('/method enum card visa transfer')
    expect(judge({ number: '12345' })).toBe('required method')
    expect(judge('card')).toBe('type')
  })

  test('are chosen by their names where no mapping names them', () => {
    const judge = verdicts(payments, { [union]: either, discriminator: { propertyName: 'method' } })
    expect(judge({ method: 'Card', number: '1' })).toBe('/number minLength')
    expect(judge({ method: 'card' })).toBe('/method enum Card Transfer')
    const partly = { propertyName: 'method', mapping: { card: '#/schemas/Card' } }
    expect(verdicts(payments, { [union]: either, discriminator: partly })({ method: 'Card' })).toBe(
      '/method enum Transfer card',
    )
  })

  test('are chosen by what they say of the property themselves, also in place', () => {
    const inPlace = object({ method: { enum: ['cash', 'cheque'] }, till: text })
    const shared = { Card: object({ method: { const: 'card' }, number: text }) }
    const judge = verdicts(shared, { [union]: [ref('Card'), inPlace], discriminator: { propertyName: 'method' } })
    expect(judge({ method: 'card' })).toBe('required number')
    expect(judge({ method: 'cheque' })).toBe('required till')
    expect(judge({ method: 'Card' })).toBe('/method enum card cash cheque')
  })

  test('judge numbers and flags by the texts of a mapping', () => {
    const shared = {
      One: object({ v: { type: 'integer' }, a: text }),
      Two: object({ v: { type: 'integer' }, b: text }),
    }
    const discriminator = { propertyName: 'v', mapping: { 1: '#/schemas/One', 2: '#/schemas/Two' } }
    const judge = verdicts(shared, { [union]: [ref('One'), ref('Two')], discriminator })
    expect(judge({ v: 2 })).toBe('required b')
    expect(judge({ v: 3 })).toBe('/v enum 1 2')
  })

  test('go on to hold what stands beside them', () => {
    const judge = verdicts(payments, {
      ...object({ amount: { type: 'number' } }),
      [union]: either,
      discriminator: { propertyName: 'method' },
      unevaluatedProperties: false,
    })
    expect(judge({ amount: 1, method: 'Card', number: '12345' })).toBe('ok')
    expect(judge({ amount: 'x', method: 'Card', number: '12345' })).toBe('/amount type')
    expect(judge({ amount: 1, method: 'Card', number: '12345', iban: 'x' })).toBe('unevaluatedProperties')
  })
})

describe('alternatives that a discriminator leaves open', () => {
  test('take what is no object, and objects of an alternative that no value leads to', () => {
    const judge = verdicts(payments, {
      oneOf: [...either, { type: 'null' }, object({ voucher: text })],
      discriminator: { propertyName: 'method' },
    })
    expect(judge(null)).toBe('ok')
    expect(judge({ voucher: 'x' })).toBe('ok')
    expect(judge({ method: 'other', voucher: 'x' })).toBe('ok')
    expect(judge({ method: 'Card', voucher: 'x' })).toBe('required number')
  })

  test('are judged as before where the property is optional or means several', () => {
    const shared = { A: object({ k: text, a: text }, ['a']), B: object({ k: text, b: text }, ['b']) }
    const judge = verdicts(shared, { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'k' } })
    expect(judge({ a: '1' })).toBe('ok')
    expect(judge({ a: '1', b: '2' })).toBe('oneOf')
    const same = { enum: ['x', 'y'] }
    const open = { A: object({ k: same, a: text }), B: object({ k: same, b: text }) }
    const both = verdicts(open, { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'k' } })
    expect(both({ k: 'x', a: '1' })).toBe('ok')
    expect(both({ k: 'x', a: '1', b: '2' })).toBe('oneOf')
    expect(both({ k: 'z', a: '1' })).toBe('/k enum x y')
  })

  test('are those of a default where one is named', () => {
    const discriminator = { propertyName: 'method', defaultMapping: '#/schemas/Card' }
    const judge = verdicts(payments, { oneOf: either, discriminator })
    expect(judge({ method: 'other' })).toBe('required number')
  })

  test('stay plain without a discriminator, or with one that names no property', () => {
    const schema = { oneOf: either }
    expect(dispatchDiscriminators(payments).apply(schema)).toBe(schema)
    const odd = { oneOf: either, discriminator: { mapping: {} } }
    expect(dispatchDiscriminators(payments).apply(odd)).toBe(odd)
    const data = { enum: [{ oneOf: either, discriminator: { propertyName: 'method' } }] }
    expect(dispatchDiscriminators(payments).apply(data)).toBe(data)
  })
})

describe('a parent with a discriminator', () => {
  const pet = (discriminator: JsonSchema, kind: Json = text) => ({
    ...object({ kind, name: text }, ['kind']),
    discriminator,
  })
  const heir = (parent: string, more: Json) => ({ allOf: [ref(parent), more] })
  const pets: Shared = {
    Pet: pet({ propertyName: 'kind' }),
    Cat: heir('Pet', object({ lives: { type: 'integer' } })),
    Lion: heir('Cat', object({ mane: { type: 'boolean' } })),
    Dog: heir('Pet', object({ barks: { type: 'boolean' } })),
  }

  test('is judged by the heir that the value names, at any distance, or by itself', () => {
    const judge = verdicts(pets, ref('Pet'))
    expect(judge({ kind: 'Pet' })).toBe('ok')
    expect(judge({ kind: 'Dog' })).toBe('required barks')
    expect(judge({ kind: 'Lion', name: 1 })).toBe('/name type, required lives, required mane')
    expect(judge({ kind: 'Bird' })).toBe('/kind enum Cat Dog Lion Pet')
    expect(judge({})).toBe('required kind')
    expect(judge(1)).toBe('type')
  })

  test('is the same where it is a property, an item, or has words beside it', () => {
    const judge = verdicts(
      pets,
      object({ pet: { description: 'Whose', allOf: [ref('Pet')] }, more: { type: 'array', items: ref('Pet') } }),
    )
    expect(judge({ pet: { kind: 'Dog' }, more: [{ kind: 'Bird' }] })).toBe(
      '/pet required barks, /more/0/kind enum Cat Dog Lion Pet',
    )
  })

  test('follows a mapping, and what heirs say of the property', () => {
    const mapping = { cat: '#/schemas/Cat', lion: '#/schemas/Lion', dog: '#/schemas/Dog' }
    const judge = verdicts({ ...pets, Pet: pet({ propertyName: 'kind', mapping }) }, ref('Pet'))
    expect(judge({ kind: 'dog' })).toBe('required barks')
    expect(judge({ kind: 'Pet' })).toBe('/kind enum cat dog lion')
    const narrowed = verdicts(
      {
        Pet: pet({ propertyName: 'kind' }, { enum: ['cat', 'dog', 'fish'] }),
        Cat: heir('Pet', object({ kind: { const: 'cat' }, lives: text })),
        Dog: heir('Pet', object({ kind: { const: 'dog' }, barks: text })),
      },
      ref('Pet'),
    )
    expect(narrowed({ kind: 'dog' })).toBe('required barks')
    expect(narrowed({ kind: 'fish' })).toBe('ok')
    expect(narrowed({ kind: 'bird' })).toBe('/kind enum cat dog fish')
  })

  test('is judged as before where the value may mean several heirs', () => {
    const shared = { ...pets, Pet: pet({ propertyName: 'kind' }, { enum: ['small', 'large'] }) }
    expect(verdicts(shared, ref('Pet'))({ kind: 'small' })).toBe('ok')
    expect(verdicts(shared, ref('Pet'))({ kind: 'Cat' })).toBe('/kind enum large small')
  })

  test('goes with types that are written out, as formats without allOf write them', () => {
    const closed = {
      ...pet({ propertyName: 'kind', mapping: { Pet: ref('Pet').$ref, Cat: ref('Cat').$ref } }),
      additionalProperties: false,
    }
    const shared = { Pet: closed, Cat: object({ kind: text, name: text, lives: text }, ['kind', 'lives']) }
    const judge = verdicts(shared, ref('Pet'))
    expect(judge({ kind: 'Cat', lives: '9' })).toBe('ok')
    expect(judge({ kind: 'Pet', lives: '9' })).toBe('additionalProperties')
  })

  test('also chooses alternatives that refer back to it, without end or repetition', () => {
    const shared = {
      Pet: { ...pet({ propertyName: 'kind' }), oneOf: [ref('Cat'), ref('Dog')] },
      Cat: heir('Pet', object({ lives: text })),
      Dog: heir('Pet', object({ barks: text })),
      Kept: heir('Pet', object({ owner: text })),
    }
    const judge = verdicts(shared, ref('Pet'))
    expect(judge({ kind: 'Cat' })).toBe('required lives')
    expect(judge({ kind: 'Pet' })).toBe('/kind enum Cat Dog')
    expect(verdicts(shared, ref('Kept'))({ kind: 'Cat' })).toBe('required lives, required owner')
  })

  test('stays as written where a target comes back to it in another way', () => {
    const shared = {
      Pet: pet({ propertyName: 'kind', mapping: { cat: ref('Cat').$ref } }),
      Cat: { anyOf: [{ allOf: [ref('Pet'), object({ lives: text })] }] },
    }
    expect(verdicts(shared, ref('Pet'))({ kind: 'cat' })).toBe('ok')
    expect(verdicts(shared, ref('Cat'))({ kind: 'cat' })).toContain('required lives')
  })

  test('without heirs or a mapping says nothing', () => {
    expect(verdicts({ Pet: pet({ propertyName: 'kind' }) }, ref('Pet'))({ kind: 'anything' })).toBe('ok')
  })
})
