import { readFileSync } from 'node:fs'
import { type SnapshotPart, snapshotPart } from '@gatehouse/contracts/snapshot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { request, send } from './fixtures/raw-http.ts'

/** What the compiler makes of a contract with discriminators (its golden pair of this name). */
const golden = 'a-discriminator-chooses-which-schema-judges.out.json'
const compiledPart: SnapshotPart = snapshotPart.parse(
  Object.values(
    (
      JSON.parse(readFileSync(new URL(`../../compiler/test/golden/${golden}`, import.meta.url), 'utf8')) as {
        parts: Record<string, unknown>
      }
    ).parts,
  )[0],
)

let world: World
beforeAll(async () => {
  const { operations, schemas } = compiledPart
  world = await startWorld((backendUrl) => [{ backendUrl, operations, schemas }])
})
afterAll(async () => {
  await world.close()
})

/** `201`, or each place that the refusal names. */
async function post(path: string, body: unknown): Promise<string> {
  const headers = { 'x-api-key': world.caller.key, 'content-type': 'application/json' }
  const answer = await send(world.gateway.port, request('POST', `/orders/v1${path}`, headers, JSON.stringify(body)))
  if (answer.status !== 400) return String(answer.status)
  const { errors } = JSON.parse(answer.body) as { errors: { pointer: string; rule: string; expected: string }[] }
  return errors.map(({ pointer, rule, expected }) => `${pointer} ${rule} ${expected}`).join(', ')
}

describe('a request whose contract has a discriminator', () => {
  test('is judged by the alternative that its value names, and told the faults of that one alone', async () => {
    world.backend.answer = () => 'HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n'
    expect(await post('/payments', { method: 'card', number: '1', iban: 'DE1' })).toBe(
      '/iban additionalProperties no such property, /number minLength at least 12 characters',
    )
    expect(await post('/payments', { method: 'Transfer' })).toBe(' required property "iban"')
    expect(await post('/payments', { method: 'Transfer', iban: 'DE1' })).toBe('201')
  })

  test('is told which values there are when it names none of them', async () => {
    expect(await post('/payments', { method: 'cash' })).toBe('/method enum one of "Transfer", "card"')
    expect(await post('/payments', { number: '1' })).toBe(' required property "method"')
    expect(await post('/payments', [])).toBe(' type object')
    expect(await post('/pets', { kind: 'Bird' })).toBe('/kind enum one of "Cat", "Dog", "Pet"')
  })

  test('may send to a parent what its heirs declare, and nothing else', async () => {
    const answer = JSON.stringify({ kind: 'Cat', lives: 9 })
    world.backend.answer = () =>
      `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`
    expect(await post('/pets', { kind: 'Cat', lives: 9 })).toBe('201')
    expect(await post('/pets', { kind: 'Cat', lives: 'nine' })).toBe('/lives type integer')
    expect(await post('/pets', { kind: 'Dog', lives: 9 })).toBe('/lives undeclared no such property')
    expect(await post('/pets', { kind: 'Bird', lives: 9 })).toBe('/kind enum one of "Cat", "Dog", "Pet"')
  })

  test('gets only answers that the discriminator’s choice allows', async () => {
    const answer = JSON.stringify({ kind: 'Cat' })
    world.backend.answer = () =>
      `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`
    expect(await post('/pets', { kind: 'Dog' })).toBe('502')
  })
})
