import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { apiDescription } from '@gatehouse/contracts/api-description'
import { importReport } from '@gatehouse/contracts/import-report'
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

  it('refers to shared schemas that are there', () => {
    const used = JSON.stringify(result.description).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g)
    for (const [, schema = ''] of used)
      expect(Object.keys(result.description.schemas)).toContain(decodeURIComponent(schema))
  })

  it('survives the way through OpenAPI 3.1', () => {
    const again = importOpenApi({ text: JSON.stringify(exportOpenApi(result.description)) })
    if (!again.ok) throw new Error(JSON.stringify(again.issues))
    const keys = (operations: { method: string; path: string }[]) =>
      operations.map(({ method, path }) => `${method} ${path}`).sort()
    expect(keys(again.description.operations)).toEqual(keys(result.description.operations))
  })
})
