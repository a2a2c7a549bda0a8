import type { JsonObject } from '@gatehouse/contracts/json'
import { describe, expect, it } from 'vitest'
import { importOpenApi } from '../src/import-openapi.ts'

const pet = { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } }
const heir = (parent: string) => ({ allOf: [{ $ref: parent }, { type: 'object' }] })

function imported(document: JsonObject) {
  const result = importOpenApi({ text: JSON.stringify({ info: { title: 'T', version: '1' }, ...document }, null, 1) })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result
}

function openapi(body: JsonObject, schemas: JsonObject) {
  const { description, report } = imported({
    openapi: '3.0.3',
    paths: { '/a': { post: { requestBody: { content: { 'application/json': { schema: body } } }, responses: {} } } },
    components: { schemas },
  })
  const fateOf = (construct: string, pointer?: string) => {
    const found = report.items.filter(
      (item) => item.construct === construct && (pointer ?? item.pointer) === item.pointer,
    )
    return found.map(({ fate, reason }) => (reason === undefined ? fate : `${fate}: ${reason}`)).join(', ')
  }
  return { description, fateOf }
}

const keyword = 'Schema keyword `discriminator`'
const toPet = { $ref: '#/components/schemas/Pet' }

describe('a discriminator', () => {
  it('is enforced where alternatives stand beside it, with its mapping as references', () => {
    const mapping = { cat: 'Cat', dog: '#/components/schemas/Dog' }
    const { description, fateOf } = openapi(
      { oneOf: [{ $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: 'kind', mapping } },
      { Cat: pet, Dog: pet },
    )
    expect(description.operations[0]?.requestBody?.content['application/json']?.schema).toMatchObject({
      discriminator: { propertyName: 'kind', mapping: { cat: '#/schemas/Cat', dog: '#/schemas/Dog' } },
    })
    expect(fateOf(keyword)).toBe('enforced')
  })

  it('makes its heirs part of what is enforced, at any distance, though nothing refers to them', () => {
    const { fateOf } = openapi(toPet, {
      Pet: { ...pet, discriminator: { propertyName: 'kind' } },
      Cat: heir('#/components/schemas/Pet'),
      Lion: heir('#/components/schemas/Cat'),
      Other: { type: 'object' },
    })
    expect(fateOf(keyword)).toBe('enforced')
    expect(fateOf('Component in `schemas`')).toBe('enforced, documented: no operation uses this schema')
  })

  it('is the name of a property in Swagger 2.0', () => {
    const { description, report } = imported({
      swagger: '2.0',
      paths: {
        '/a': {
          post: { parameters: [{ in: 'body', name: 'b', schema: { $ref: '#/definitions/Pet' } }], responses: {} },
        },
      },
      definitions: { Pet: { ...pet, discriminator: 'kind' }, Cat: heir('#/definitions/Pet') },
    })
    expect(description.schemas.Pet).toMatchObject({ discriminator: { propertyName: 'kind' } })
    expect(report.items.find(({ construct }) => construct === keyword)).toMatchObject({ fate: 'enforced' })
    expect(report.items.find(({ reason }) => reason === 'no operation uses this schema')).toBe(undefined)
  })

  it('is documented where it chooses nothing, and says why', () => {
    const alone = openapi(toPet, { Pet: { ...pet, discriminator: { propertyName: 'kind' } } })
    expect(alone.fateOf(keyword)).toMatch(/^documented: no schema inherits from this one/)
    const nameless = openapi(toPet, {
      Pet: { ...pet, discriminator: { mapping: {} } },
      Cat: heir('#/components/schemas/Pet'),
    })
    expect(nameless.fateOf(keyword)).toBe('documented: names no property, so it chooses nothing')
  })

  it('names the values of its mapping that lead nowhere', () => {
    const mapping = { cat: 'Cat', ghost: '#/components/schemas/Ghost' }
    const { fateOf } = openapi(toPet, {
      Pet: { ...pet, discriminator: { propertyName: 'kind', mapping } },
      Cat: heir('#/components/schemas/Pet'),
    })
    expect(fateOf(keyword)).toBe('enforced')
    expect(fateOf('Mapping of `ghost`')).toBe('documented: leads to no schema of this description')
  })
})
