import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { apiDescription } from '@gatehouse/contracts/api-description'
import { importReport } from '@gatehouse/contracts/import-report'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { importBlueprintWithFates } from '../src/blueprint/import-blueprint.ts'
import { parseMson } from '../src/blueprint/mson-expression.ts'
import { parseUriTemplate } from '../src/blueprint/uri-template.ts'
import { exportOpenApi } from '../src/export-openapi.ts'
import { importOpenApi } from '../src/import-openapi.ts'
import { defaultImportLimits } from '../src/limits.ts'

const own = join(import.meta.dirname, 'blueprint')
const vectors = join(import.meta.dirname, 'vectors', 'blueprint')
const files = [own, vectors].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.apib'))
    .map((name) => join(folder, name)),
)

function importText(text: string) {
  return importBlueprintWithFates({ root: 'api.apib', files: new Map([['api.apib', text]]) }, defaultImportLimits)
}

function imported(text: string) {
  const { result } = importText(text)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.description
}

describe.each(files.map((file) => [basename(file, '.apib'), file]))('blueprint `%s`', (name, file) => {
  const text = readFileSync(file, 'utf8')
  const { result, fates } = importText(text)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))

  it('gives the operations, parameters and schemas of the golden file', async () => {
    const { description, report } = result
    apiDescription.parse(description)
    importReport.parse(report)
    const items = report.items.map(
      ({ fate, line, pointer, construct, reason, count }) =>
        `${fate} ${line} ${pointer} ${construct}${reason ? ` – ${reason}` : ''}${count ? ` (${count})` : ''}`,
    )
    const golden = `${JSON.stringify({ description, counts: report.counts, items }, null, 2)}\n`
    await expect(golden).toMatchFileSnapshot(join(own, `${name}.golden.json`))
  })

  it('puts each line of the source in exactly one list', () => {
    const owners = new Map<number, number>()
    // Keys inside a JSON Schema have no end: they stand in the lines of their section.
    for (const { line, end } of fates)
      for (let number = line; end !== undefined && number <= end; number += 1)
        owners.set(number, (owners.get(number) ?? 0) + 1)
    for (const [index, line] of text.split(/\r?\n/).entries())
      if (line.trim() !== '') expect(owners.get(index + 1), `line ${index + 1}: ${line}`).toBe(1)
    const { enforced, documented, dropped } = result.report.counts
    expect(enforced + documented + dropped).toBe(fates.length)
    for (const item of result.report.items)
      expect(item.fate === 'enforced' || (item.reason ?? '') !== '', item.pointer).toBe(true)
  })

  it('has schemas that a validator takes, and refers to shared ones that are there', () => {
    const { operations, schemas } = result.description
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const document = JSON.parse(JSON.stringify({ operations, $defs: schemas }).replaceAll('"#/schemas/', '"#/$defs/'))
    expect(() => ajv.compile({ $defs: document.$defs })).not.toThrow()
    for (const [, schema = ''] of JSON.stringify(result.description).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g))
      expect(Object.keys(schemas)).toContain(decodeURIComponent(schema))
  })

  it('survives the way through OpenAPI 3.1', () => {
    const again = importOpenApi({ text: JSON.stringify(exportOpenApi(result.description)) })
    if (!again.ok) throw new Error(JSON.stringify(again.issues))
    const keys = (operations: { method: string; path: string }[]) =>
      operations.map(({ method, path }) => `${method} ${path}`).sort()
    expect(keys(again.description.operations)).toEqual(keys(result.description.operations))
  })
})

describe('what blueprints of authors look like', () => {
  const response = '\n\n+ Response 204\n'

  it('tabs, other bullets and underlined headings mean the same', () => {
    const description = imported(
      `Shop\n====\n\n# Orders [/orders{?page}]\n\n* Parameters\n\t* page (number, optional)\n\n## List [GET]\n\n- Response 200 (application/json)\n\n\t\t{ "a": 1 }\n`,
    )
    expect(description.title).toBe('Shop')
    expect(description.operations[0]?.parameters).toMatchObject([
      { name: 'page', in: 'query', schema: { type: 'number' } },
    ])
    expect(description.operations[0]?.responses['200']?.content).toEqual({
      'application/json': { examples: [{ value: { a: 1 } }] },
    })
  })

  it('line ends of Windows change nothing', () => {
    const text = readFileSync(join(own, 'features.apib'), 'utf8')
    expect(imported(text.replaceAll('\n', '\r\n'))).toEqual(imported(text))
  })

  it('an action that takes the requests of an earlier one is left out, with its reason', () => {
    const { result } = importText(`# A [/a/{x}]\n## One [GET]${response}\n# B [/a/{y}]\n## Two [GET]${response}`)
    if (!result.ok) throw new Error('refused')
    expect(result.description.operations.map(({ summary }) => summary)).toEqual(['One'])
    expect(result.report.items.find(({ construct }) => construct.includes('Two'))).toMatchObject({
      fate: 'dropped',
      line: 7,
      reason: expect.stringContaining('GET /a/{x}'),
    })
  })

  it('what has no meaning is dropped, with its line', () => {
    const { result } = importText(`# A [/a]\n## GET${response}\n+ Response 200\n    + Colour\n`)
    if (!result.ok) throw new Error('refused')
    expect(result.report.items.filter(({ fate }) => fate === 'dropped')).toMatchObject([
      { line: 7, construct: 'List in a request or response' },
    ])
  })
})

describe('MSON', () => {
  const table: [line: string, expected: object][] = [
    ['id', { name: 'id', values: [], description: '' }],
    [
      'id: 1 (required, number) - The id',
      { name: 'id', value: '1', type: { name: 'number', of: [] }, description: 'The id' },
    ],
    ['`a: b`: `c - d` - e', { name: 'a: b', value: 'c - d', description: 'e' }],
    ['list: a, b (array[string])', { values: ['a', 'b'], type: { name: 'array', of: [{ name: 'string', of: [] }] } }],
    [
      'x (array[A, array[B]])',
      {
        type: {
          name: 'array',
          of: [
            { name: 'A', of: [] },
            { name: 'array', of: [{ name: 'B', of: [] }] },
          ],
        },
      },
    ],
    ['x ([Person](#person))', { type: { name: 'Person', of: [] } }],
    [
      'since = `now` (optional, string, `later`) ... From then',
      { fallback: 'now', example: 'later', description: 'From then' },
    ],
    ['*any*: 1 (number)', { name: 'any', variable: true, value: '1' }],
    ['site: http://a.example/(x) (string)', { value: 'http://a.example/(x)' }],
  ]
  it.each(table)('reads `%s`', (line, expected) => {
    expect(parseMson(line)).toMatchObject(expected)
  })

  it('carries recursive types as references', () => {
    const { schemas } = imported('# Data Structures\n## Node\n+ next (Node)\n+ all (array[Node])\n')
    expect(schemas.Node).toEqual({
      type: 'object',
      properties: { next: { $ref: '#/schemas/Node' }, all: { type: 'array', items: { $ref: '#/schemas/Node' } } },
    })
  })
})

describe('URI templates', () => {
  const table: [template: string, path: string, variables: string[]][] = [
    ['/a/{id}', '/a/{id}', ['path id']],
    ['/a{?b,c*}{&d}', '/a', ['query b', 'query c*', 'query d']],
    ['/a{?b}&kind=x', '/a', ['query b']],
    ['/a{/b,c}{.d}', '/a/{b}/{c}.{d}', ['path b', 'path c', 'path d']],
    ['/a{+b}{#c}', '/a{b}', ['path b']],
    ['/a/{b,c}', '/a/{b},{c}', ['path b', 'path c']],
    ['/a{?user%5Fid:3}', '/a', ['query user_id']],
  ]
  it.each(table)('reads `%s`', (template, path, variables) => {
    const parsed = parseUriTemplate(template)
    expect(parsed?.path).toBe(path)
    expect(parsed?.variables.map((one) => `${one.in} ${one.name}${one.explode ? '*' : ''}`)).toEqual(variables)
  })
  it.each(['/a/{b', '/a/b}', '/a{{b}}'])('refuses `%s`', (template) => {
    expect(parseUriTemplate(template)).toBeUndefined()
  })
})

/** What is wrong, what is given, the rule that says so, its line. */
const bad: [name: string, text: string, rule: string, line?: number][] = [
  ['an unknown type', '# Data Structures\n## A\n+ b (Nobody)\n', 'blueprint.unknown-type', 3],
  ['a type of itself', '# Data Structures\n## A (B)\n## B (A)\n', 'blueprint.type-loop', 2],
  ['a type that includes itself', '# Data Structures\n## A\n+ Include A\n', 'blueprint.type-loop', 2],
  ['a type twice', '# Data Structures\n## A\n## A\n', 'blueprint.duplicate-type', 3],
  ['an unknown model', '# A [/a]\n## GET\n+ Response 200\n\n    [Nobody][]\n', 'blueprint.unknown-model', 5],
  [
    'a schema that refers to a file',
    '# A [/a]\n## GET\n+ Response 200 (application/json)\n    + Schema\n\n            { "$ref": "file:///etc/passwd" }\n',
    'reference.outside',
    6,
  ],
  [
    'data structures that inherit over hundreds of levels',
    `# Data Structures\n${Array.from({ length: 300 }, (_, index) => `## T${index} (T${index + 1})\n+ a\n`).join('')}## T300\n`,
    'limits.depth',
  ],
  [
    'data structures that stand for each other',
    '# Data Structures\n## A (array[B])\n+ Include C\n## B (C)\n## C (B)\n',
    'blueprint.type-loop',
  ],
  [
    'attributes nested too deep',
    `# A [/a]\n## POST\n+ Request (application/json)\n${Array.from({ length: 300 }, (_, depth) => `${' '.repeat(4 + depth * 2)}+ ${depth === 0 ? 'Attributes' : 'a'}`).join('\n')}\n\n+ Response 204\n`,
    'limits.depth',
  ],
]

describe('a blueprint that can not be imported says what is wrong and where', () => {
  it.each(bad)('%s', { timeout: 20_000 }, (_, text, rule, line) => {
    const { result } = importText(text)
    if (result.ok) throw new Error('imported')
    expect(result.issues[0]?.rule).toBe(rule)
    if (line !== undefined) expect(result.issues[0]?.line).toBe(line)
  })

  it('never carries `__proto__` over', () => {
    const description = imported(
      '# A [/a]\n## POST\n+ Request (application/json)\n    + Headers\n\n            __proto__: x\n\n    + Attributes\n        + __proto__\n            + polluted\n\n    + Body\n\n            { "__proto__": { "polluted": true } }\n\n+ Response 200 (__proto__)\n\n        x\n\n# Data Structures\n## __proto__\n+ a\n',
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.hasOwn(description.schemas, '__proto__')).toBe(false)
  })

  it('reads a large one in time that grows with its size', { timeout: 30_000 }, () => {
    const one =
      '## A [POST /a/N{?q}]\n\n+ Request (application/json)\n    + Attributes\n        + a (array[string])\n\n+ Response 204\n\n'
    const text = `# T\n\n${Array.from({ length: 1_000 }, (_, index) => one.replace('N', String(index))).join('')}`
    expect(imported(text).operations).toHaveLength(1_000)
  })
})
