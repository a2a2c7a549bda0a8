import { validate } from '@scalar/openapi-parser'
import { expect, test } from 'vitest'
import { openApiDocument } from '../src/openapi.ts'
import { routes } from '../src/routes.ts'

const document = openApiDocument(routes, { serverUrl: 'https://control.example' })
type Operation = { operationId: string; responses: Record<string, unknown>; parameters?: unknown[] }
const operations = Object.values(document.paths as Record<string, Record<string, Operation>>).flatMap((path) =>
  Object.values(path),
)

test('the document is valid OpenAPI 3.1', async () => {
  const result = await validate(structuredClone(document))
  expect(result.errors ?? []).toEqual([])
  expect(result.valid).toBe(true)
})

test('every reference leads somewhere', () => {
  const missing: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item)
    else if (value !== null && typeof value === 'object') {
      for (const [key, member] of Object.entries(value)) {
        if (key === '$ref' && typeof member === 'string') {
          const found = member
            .slice(2)
            .split('/')
            .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document)
          if (found === undefined) missing.push(member)
        } else walk(member)
      }
    }
  }
  walk(document)
  expect(missing).toEqual([])
})

test('it holds each management endpoint and nothing else', () => {
  const expected = routes
    .filter(({ endpoint }) => endpoint.audience === 'management')
    .map(({ endpoint }) => endpoint.id)
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(expected.sort())
})

test('every operation names its refusals', () => {
  for (const { operationId, responses } of operations) {
    expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['400', '401', '403', '429', '500']))
  }
})
