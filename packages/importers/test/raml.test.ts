import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { apiDescription } from '@gatehouse/contracts/api-description'
import { importReport } from '@gatehouse/contracts/import-report'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseDocument, visit } from 'yaml'
import { exportOpenApi } from '../src/export-openapi.ts'
import { importOpenApi } from '../src/import-openapi.ts'
import { defaultImportLimits } from '../src/limits.ts'
import { importRamlWithFates } from '../src/raml/import-raml.ts'
import { readFolder } from './read-folder.ts'

const folder = join(import.meta.dirname, 'raml')
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()

/** Keys that stand in a YAML file, counted without any code of the importer. */
function keysIn(text: string): number {
  let count = 0
  visit(parseDocument(text, { logLevel: 'silent' }), {
    Pair() {
      count += 1
    },
  })
  return count
}

describe.each(cases)('RAML of `%s`', (name) => {
  const files = readFolder(join(folder, name))
  const { result, fates } = importRamlWithFates({ root: 'api.raml', files }, defaultImportLimits)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))

  it('gives the operations, parameters and schemas of the golden file', async () => {
    const { description, report } = result
    apiDescription.parse(description)
    importReport.parse(report)
    const items = report.items.map(
      ({ fate, file, line, pointer, construct, reason, count }) =>
        `${fate} ${file ?? ''}:${line} ${pointer} ${construct}${reason ? ` – ${reason}` : ''}${count ? ` (${count})` : ''}`,
    )
    const golden = `${JSON.stringify({ description, counts: report.counts, items }, null, 2)}\n`
    await expect(golden).toMatchFileSnapshot(join(folder, `${name}.golden.json`))
  })

  it('puts each key of each file in exactly one list, with its line', () => {
    const places = fates.map(({ file, pointer, line }) => `${file ?? ''} ${pointer} ${line}`)
    expect(new Set(places).size).toBe(places.length)
    const structured = [...files].filter(([file]) => /\.(raml|json)$/.test(file) && !file.startsWith('examples/'))
    for (const [file, text] of structured) {
      const own = fates.filter((fate) => (fate.file ?? 'api.raml') === file)
      // Keys inside an inline schema are parts of the file as well; plain YAML does not see them.
      expect(own.length, file).toBeGreaterThanOrEqual(keysIn(text))
      const lines = text.split('\n')
      for (const { pointer, line } of own) {
        const key = (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
        expect(lines[line - 1], `${file}:${line} ${pointer}`).toContain(key)
      }
    }
    const { enforced, documented, dropped } = result.report.counts
    expect(enforced + documented + dropped).toBe(fates.length)
  })

  it('gives a reason for all that is not enforced', () => {
    for (const item of result.report.items)
      expect(item.fate === 'enforced' || (item.reason ?? '') !== '', item.pointer).toBe(true)
  })

  it('has schemas that a validator takes, whose examples are valid, and refers to shared ones that are there', () => {
    const { schemas } = result.description
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const $defs = JSON.parse(JSON.stringify(schemas).replaceAll('"#/schemas/', '"#/$defs/'))
    for (const [id, schema] of Object.entries(schemas)) {
      const validate = ajv.compile({ $defs, $ref: `#/$defs/${id}` })
      const examples = typeof schema === 'object' && Array.isArray(schema.examples) ? schema.examples : []
      // Order's example is short of a line on purpose: an example is shown, not judged.
      for (const example of examples)
        expect(validate(example) || id === 'Order', `${id}: ${JSON.stringify(example)}`).toBe(true)
    }
    for (const [, schema = ''] of JSON.stringify(result.description).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g))
      expect(Object.keys(schemas)).toContain(decodeURIComponent(schema))
  })

  it('validates as the types say', () => {
    if (name !== 'types') return
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const $defs = JSON.parse(JSON.stringify(result.description.schemas).replaceAll('"#/schemas/', '"#/$defs/'))
    const verdict = (id: string, value: unknown) => ajv.compile({ $defs, $ref: `#/$defs/${id}` })(value)
    const table: [id: string, good: unknown[], bad: unknown[]][] = [
      ['Short', ['abc'], ['abcdef', 'ABC', '']],
      ['Small', [127, -128], [128, 1.5]],
      ['Clock', ['12:30:00', '12:30:00.5'], ['12:30', '12:30:00Z', '24:00:00']],
      ['Local', ['2020-02-03T04:05:06'], ['2020-02-03T04:05:06Z', '2020-13-03T04:05:06']],
      ['HttpDate', ['Sun, 06 Nov 1994 08:49:37 GMT'], ['1994-11-06']],
      ['Maybe', ['x', null], [1]],
      [
        'Either',
        [
          { kind: 'cat', lives: 9 },
          { kind: 'd', name: 'abc' },
        ],
        [{ kind: 'x' }],
      ],
      ['Closed', [{ a: 'x' }], [{ a: 'x', b: 1 }, {}]],
      ['Wider', [{ a: 'x', b: 1 }], [{ a: 'x', b: 1, c: 1 }, { b: 1 }]],
      ['Patterned', [{ id: 1, 'question?': 'a', 'x-n': 1, other: true }], [{ id: 1, 'question?': 'a', other: 1 }]],
      ['Tree', [{ value: 1, children: [{ value: null }] }], [{ value: 1, children: [{}] }]],
      ['Matrix', [[[1], []]], [[1], [['a']]]],
    ]
    for (const [id, good, bad] of table) {
      for (const value of good) expect(verdict(id, value), `${id} takes ${JSON.stringify(value)}`).toBe(true)
      for (const value of bad) expect(verdict(id, value), `${id} refuses ${JSON.stringify(value)}`).toBe(false)
    }
  })

  it('survives the way through OpenAPI 3.1', () => {
    const again = importOpenApi({ text: JSON.stringify(exportOpenApi(result.description)) })
    if (!again.ok) throw new Error(JSON.stringify(again.issues))
    const keys = (operations: { method: string; path: string }[]) =>
      operations.map(({ method, path }) => `${method} ${path}`).sort()
    expect(keys(again.description.operations)).toEqual(keys(result.description.operations))
  })
})
