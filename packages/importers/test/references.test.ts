import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { importWithReferences } from '../src/import-with-references.ts'
import { runImport } from '../src/run-import.ts'

const root = `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    $ref: https://files.example/paths/a.yaml
`
const path = `get:
  parameters:
    - { in: query, name: q, schema: { $ref: ../schemas.json#/Q } }
  responses: {}
`

describe('references to other addresses', { timeout: 60_000 }, () => {
  it('are asked for, round by round, and resolved against the address of their own file', async () => {
    const served: Record<string, string> = {
      'https://files.example/paths/a.yaml': path,
      'https://files.example/schemas.json': '{"Q":{"type":"integer"},"rest":1}',
    }
    const rounds: (readonly string[])[] = []
    const result = await importWithReferences({ text: root }, {}, async (urls) => {
      rounds.push(urls)
      return new Map(urls.flatMap((url) => (served[url] === undefined ? [] : [[url, served[url]]])))
    })
    expect(rounds).toEqual([['https://files.example/paths/a.yaml'], ['https://files.example/schemas.json']])
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    expect(result.description.schemas).toEqual({ Q: { type: 'integer' } })
    expect(result.report.items.find(({ pointer }) => pointer === '/rest')).toMatchObject({
      fate: 'dropped',
      file: 'https://files.example/schemas.json',
      line: 1,
    })
  })

  it('count from the address that the description itself was read from', async () => {
    const text = root.replace('https://files.example/paths/a.yaml', 'paths/a.yaml')
    const asked: string[] = []
    const result = await importWithReferences(
      { text, address: 'https://git.example/repo/openapi.yaml' },
      {},
      async (urls) => {
        asked.push(...urls)
        return new Map()
      },
    )
    expect(asked).toEqual(['https://git.example/repo/paths/a.yaml'])
    expect(result).toMatchObject({
      ok: false,
      needs: ['https://git.example/repo/paths/a.yaml'],
      issues: [{ rule: 'reference.remote', line: 5, fix: expect.stringContaining('Allow the host `git.example`') }],
    })
  })

  it('open no connection of their own, wherever they stand', async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const address = server.address()
    const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const text = JSON.stringify({
      openapi: '3.1.0',
      $schema: `${base}/schema`,
      jsonSchemaDialect: `${base}/dialect`,
      info: { title: 'T', version: '1', description: `![x](${base}/image)` },
      servers: [{ url: base }],
      paths: {
        '/a': { $ref: `${base}/path` },
        '/b': {
          get: {
            parameters: [{ $ref: `${base}/parameter` }],
            responses: { 200: { $ref: `${base}/response` } },
            externalDocs: { url: base },
          },
        },
      },
      components: {
        schemas: {
          A: { $ref: `${base}/schema#/A`, $schema: `${base}/dialect` },
          B: { $id: `${base}/b`, $dynamicRef: `${base}/c#d` },
        },
        examples: { e: { externalValue: `${base}/example` } },
        securitySchemes: { o: { type: 'openIdConnect', openIdConnectUrl: `${base}/oidc` } },
      },
    })
    const result = await runImport({ text, address: `${base}/openapi.json` }, { timeoutMs: 50_000 })
    await new Promise((closed) => server.close(closed))
    expect(result).toMatchObject({ ok: false, needs: expect.arrayContaining([`${base}/path`, `${base}/schema`]) })
    expect(connections).toBe(0)
  })

  it('are not taken from a caller that answers with other addresses, and end after some rounds', async () => {
    let round = 0
    const result = await importWithReferences({ text: root }, {}, async (urls) => {
      round += 1
      return new Map([
        [urls[0] ?? '', `$ref: https://files.example/${round}.yaml\n`],
        ['https://other.example/x', 'get: {}'],
      ])
    })
    expect(result.ok).toBe(false)
    expect(round).toBe(8)
  })
})
