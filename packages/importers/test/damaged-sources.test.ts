import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiDescription } from '@gatehouse/contracts/api-description'
import { importReport } from '@gatehouse/contracts/import-report'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importBlueprintWithFates } from '../src/blueprint/import-blueprint.ts'
import { defaultImportLimits } from '../src/limits.ts'
import { importRamlWithFates } from '../src/raml/import-raml.ts'

const blueprints = ['blueprint', 'vectors/blueprint'].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name.endsWith('.apib'))
    .map((name) => readFileSync(join(import.meta.dirname, folder, name), 'utf8')),
)
const ramls = ['types', 'templates', 'legacy'].map((name) =>
  readFileSync(join(import.meta.dirname, 'raml', name, 'api.raml'), 'utf8'),
)

const damage = fc.record({
  kind: fc.constantFrom('remove', 'repeat', 'cut', 'indent', 'outdent', 'swap'),
  at: fc.nat(),
  other: fc.nat(),
})
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

/** What an editor, a merge or a bad copy does to a file. */
function damaged(text: string, list: readonly Damage[]): string {
  const lines = text.split('\n')
  for (const { kind, at, other } of list) {
    const index = at % lines.length
    const line = lines[index] ?? ''
    const second = other % lines.length
    if (kind === 'remove') lines.splice(index, 1)
    else if (kind === 'repeat') lines.splice(second, 0, line)
    else if (kind === 'cut') lines[index] = line.slice(0, other % (line.length + 1))
    else if (kind === 'indent') lines[index] = `    ${line}`
    else if (kind === 'outdent') lines[index] = line.trimStart()
    else {
      lines[index] = lines[second] ?? ''
      lines[second] = line
    }
  }
  return lines.join('\n')
}

const damages = fc.array(damage, { minLength: 1, maxLength: 5 })

function judge({ result }: ReturnType<typeof importRamlWithFates>): void {
  if (!result.ok) {
    expect(result.issues.length).toBeGreaterThan(0)
    for (const issue of result.issues) expect(issue.message).not.toBe('')
    return
  }
  apiDescription.parse(result.description)
  importReport.parse(result.report)
  for (const [, name = ''] of JSON.stringify(result.description).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g))
    expect(Object.keys(result.description.schemas)).toContain(decodeURIComponent(name))
}

describe('a damaged file is imported or refused with what is wrong, and never throws', () => {
  it('RAML', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...ramls), damages, (text, list) => {
        const files = new Map([['api.raml', damaged(text, list)]])
        judge(importRamlWithFates({ root: 'api.raml', files }, defaultImportLimits))
      }),
      { numRuns: 150 },
    )
  })

  it('API Blueprint, each of whose lines is still in one list', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...blueprints), damages, (given, list) => {
        const text = damaged(given, list)
        const imported = importBlueprintWithFates(
          { root: 'a.apib', files: new Map([['a.apib', text]]) },
          defaultImportLimits,
        )
        judge(imported)
        if (!imported.result.ok) return
        const owners = new Map<number, number>()
        for (const { line, end } of imported.fates)
          for (let number = line; end !== undefined && number <= end; number += 1)
            owners.set(number, (owners.get(number) ?? 0) + 1)
        for (const [index, line] of text.split('\n').entries())
          if (line.trim() !== '') expect(owners.get(index + 1), line).toBe(1)
      }),
      { numRuns: 150 },
    )
  })
})
