import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultImportLimits } from '../src/limits.ts'
import { importRamlWithFates } from '../src/raml/import-raml.ts'
import { runImport } from '../src/run-import.ts'
import { makeZip } from './make-zip.ts'
import { readFolder } from './read-folder.ts'

const orders = readFolder(join(import.meta.dirname, 'raml', 'orders'))

describe('the import thread takes RAML and API Blueprint', () => {
  it('a zip archive of RAML gives what its files give, with the names of its files', { timeout: 30_000 }, async () => {
    const bytes = makeZip([...orders].map(([name, content]) => ({ name: `orders/${name}`, content })))
    const result = await runImport({ bytes, fileName: 'orders.zip' })
    const direct = importRamlWithFates({ root: 'api.raml', files: orders }, defaultImportLimits).result
    if (!result.ok || !direct.ok) throw new Error('refused')
    expect(result.report.format).toBe('raml-1.0')
    expect(result.description).toEqual(direct.description)
    expect(new Set(result.report.items.map(({ file }) => file))).toContain('orders/libraries/common.raml')
  })

  it('RAML at an address asks for the files that it includes there, and goes on with them', {
    timeout: 30_000,
  }, async () => {
    const address = 'https://specs.example/orders/api.raml'
    const text = orders.get('api.raml') ?? ''
    const fetched = new Map<string, string>()
    let rounds = 0
    for (;;) {
      const result = await runImport({ text, address, fetched })
      rounds += 1
      if (result.ok) {
        expect(result.description.operations).toHaveLength(7)
        break
      }
      expect(result.needs?.length, JSON.stringify(result.issues)).toBeGreaterThan(0)
      for (const url of result.needs ?? []) {
        const name = url.slice('https://specs.example/orders/'.length)
        fetched.set(url, orders.get(name) ?? '')
      }
      expect(rounds).toBeLessThan(6)
    }
    expect(rounds).toBeGreaterThan(1)
  })

  it('an API Blueprint with or without its first line, by name or by text', { timeout: 30_000 }, async () => {
    const text = readFileSync(join(import.meta.dirname, 'vectors', 'blueprint', 'Polls-API.apib'), 'utf8')
    for (const source of [
      { text },
      { text: text.replace(/^FORMAT.*\n/, '') },
      { bytes: Buffer.from(text), fileName: 'polls.apib' },
    ]) {
      const result = await runImport(source)
      expect(result.ok && [result.report.format, result.description.operations.length]).toEqual(['api-blueprint', 5])
    }
  })
})
