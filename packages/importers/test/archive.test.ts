import { describe, expect, it } from 'vitest'
import { runImportJob } from '../src/import-job.ts'
import { importOpenApiWithFates } from '../src/import-openapi.ts'
import { defaultImportLimits } from '../src/limits.ts'
import { makeZip, type ZipEntry } from './make-zip.ts'

const limits = defaultImportLimits

function importZip(entries: readonly ZipEntry[], rootFile?: string) {
  return runImportJob({ kind: 'import', bytes: makeZip(entries), limits, ...(rootFile !== undefined && { rootFile }) })
}

const root = `openapi: 3.1.0
info: { title: Orders, version: "1" }
paths:
  /orders/{id}:
    $ref: paths/order.yaml
  /list:
    get:
      parameters:
        - $ref: parts/parameters.json#/limit
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: { type: array, items: { $ref: ./schemas/order.json } }
components:
  schemas:
    Money: { type: object, properties: { amount: { type: string } } }
`
const path = `get:
  parameters:
    - { in: path, name: id, required: true, schema: { $ref: '../schemas/order.json#/properties/id' } }
  responses:
    "404": { $ref: ../parts/responses.yaml#/missing }
put:
  requestBody:
    content:
      application/json: { schema: { $ref: ../schemas/order.json } }
`
const order = JSON.stringify(
  {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      price: { $ref: '../openapi.yaml#/components/schemas/Money' },
      lines: { type: 'array', items: { $ref: '#/definitions/line' } },
      parent: { $ref: 'order.json' },
    },
    definitions: { line: { type: 'object', required: ['sku'] }, unused: { type: 'string' } },
  },
  null,
  1,
)
const files: ZipEntry[] = [
  { name: 'openapi.yaml', content: root },
  { name: 'paths/order.yaml', content: path },
  { name: 'schemas/order.json', content: order },
  {
    name: 'parts/parameters.json',
    content: '{"limit":{"in":"query","name":"limit","schema":{"type":"integer"}},"x":{}}',
  },
  { name: 'parts/responses.yaml', content: 'missing: { description: No such order }\n' },
  { name: 'README.md', content: '# Orders' },
  { name: '__MACOSX/._openapi.yaml', content: 'x' },
]

describe('an archive of files that refer to each other', () => {
  it('becomes one description, with cycles as references', async () => {
    const result = await importZip(files)
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    const [get, put, list] = result.description.operations
    expect(get?.parameters[0]).toMatchObject({ name: 'id', schema: { $ref: '#/schemas/id' } })
    expect(get?.responses['404']).toEqual({ description: 'No such order' })
    expect(put?.requestBody?.content['application/json']?.schema).toEqual({ $ref: '#/schemas/order' })
    expect(list?.parameters[0]).toMatchObject({ name: 'limit', schema: { type: 'integer' } })
    expect(result.description.schemas).toEqual({
      Money: { type: 'object', properties: { amount: { type: 'string' } } },
      id: { type: 'string', format: 'uuid' },
      line: { type: 'object', required: ['sku'] },
      order: {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          price: { $ref: '#/schemas/Money' },
          lines: { type: 'array', items: { $ref: '#/schemas/line' } },
          parent: { $ref: '#/schemas/order' },
        },
      },
    })
  })

  it('is reported with the file and line of each place, and names files that nothing refers to', async () => {
    const result = await importZip(files)
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    const { items } = result.report
    expect(items.every(({ file }) => file !== undefined)).toBe(true)
    expect(items.find(({ pointer }) => pointer === '/definitions/unused')).toMatchObject({
      fate: 'dropped',
      file: 'schemas/order.json',
      line: order.split('\n').findIndex((line) => line.includes('"unused"')) + 1,
    })
    expect(items.find(({ file }) => file === 'README.md')).toMatchObject({
      fate: 'dropped',
      construct: 'File `README.md`',
    })
    expect(items.find(({ file, pointer }) => file === 'parts/parameters.json' && pointer === '/x')?.fate).toBe(
      'dropped',
    )
  })

  it('gives each key of each file exactly one fate', () => {
    const bundle = {
      root: 'openapi.yaml',
      files: new Map(
        files
          .filter(({ name }) => /\.(json|yaml)$/.test(name) && !name.startsWith('_'))
          .map(({ name, content }) => [name, String(content)]),
      ),
    }
    const { result, fates } = importOpenApiWithFates(bundle)
    expect(result.ok).toBe(true)
    const places = fates.map(({ file = '', pointer }) => `${file}#${pointer}`)
    expect(new Set(places).size).toBe(places.length)
    const keys = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 0
        : Object.values(value).reduce(
            (sum: number, inner) => sum + keys(inner),
            Array.isArray(value) ? 0 : Object.keys(value).length,
          )
    expect(fates.filter(({ file }) => file === 'schemas/order.json')).toHaveLength(keys(JSON.parse(order)))
  })

  it.each([
    [
      'nearest to the top',
      [
        { name: 'a/api.yaml', content: root },
        { name: 'b/c/api.yaml', content: root },
      ],
      'reference.file',
      'a/api.yaml',
    ],
    [
      'of a usual name',
      [
        { name: 'openapi.yaml', content: root },
        { name: 'zz.yaml', content: root },
      ],
      'reference.file',
      'openapi.yaml',
    ],
  ] as const)('begins with the description %s', async (_, entries, rule, file) => {
    const result = await importZip(entries)
    expect(result).toMatchObject({ ok: false, issues: [{ rule, file }, {}, {}] })
  })

  it('asks which one is meant where there are several, and takes the answer', async () => {
    const plain = 'openapi: 3.1.0\ninfo: { title: NAME, version: "1" }\npaths: {}\n'
    const entries = ['one', 'two'].map((name) => ({ name: `${name}.yaml`, content: plain.replace('NAME', name) }))
    expect(await importZip(entries)).toMatchObject({
      ok: false,
      candidates: ['one.yaml', 'two.yaml'],
      issues: [{ rule: 'archive.several', message: expect.stringContaining('`one.yaml`, `two.yaml`') }],
    })
    expect(await importZip(entries, 'two.yaml')).toMatchObject({ ok: true, description: { title: 'two' } })
    expect(await importZip(entries, '../two.yaml')).toMatchObject({ ok: false, issues: [{ rule: 'archive.root' }] })
  })

  it('says the file of a syntax error and of a dangling reference', async () => {
    const broken = files.map((file) => (file.name === 'schemas/order.json' ? { ...file, content: '{\n"a":' } : file))
    expect(await importZip(broken)).toMatchObject({
      ok: false,
      issues: [{ rule: 'json.syntax', file: 'schemas/order.json', line: 2 }],
    })
    const dangling = files.map((file) =>
      file.name === 'parts/responses.yaml' ? { ...file, content: 'other: {}\n' } : file,
    )
    expect(await importZip(dangling)).toMatchObject({
      ok: false,
      issues: [
        {
          rule: 'reference.missing',
          file: 'paths/order.yaml',
          line: 5,
          message: expect.stringContaining('the file `parts/responses.yaml`'),
        },
      ],
    })
  })
})

const description = { name: 'openapi.yaml', content: 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\n' }

describe('an archive made for harm is refused as a whole', () => {
  const zeros = (mb: number) => Buffer.alloc(mb * 1024 * 1024)
  const table: [name: string, entries: ZipEntry[], rule: string][] = [
    ['a path out of the archive', [description, { name: '../../etc/cron.d/x', content: '' }], 'archive.path'],
    [
      'a path out of the archive with backslashes',
      [description, { name: '..\\..\\x.yaml', content: '' }],
      'archive.path',
    ],
    ['an absolute path', [description, { name: '/etc/passwd', content: '' }], 'archive.path'],
    ['a drive', [description, { name: 'C:/x.yaml', content: '' }], 'archive.path'],
    ['a symbolic link', [description, { name: 'passwd.yaml', content: '/etc/passwd', mode: 0o120777 }], 'archive.link'],
    [
      'an encrypted entry, as in 42.zip',
      [description, { name: 'lib 0.zip', content: 'x', encrypted: true }],
      'archive.encrypted',
    ],
    [
      'a file that unpacks to a thousand times its size',
      [description, { name: 'a.yaml', content: zeros(9) }],
      'limits.ratio',
    ],
    ['one large file', [description, { name: 'a.yaml', content: zeros(11) }], 'limits.bytes'],
    [
      'an entry that unpacks to more than it claims',
      [description, { name: 'a.yaml', content: zeros(1), claims: 10 }],
      'archive.broken',
    ],
    [
      'more entries than an API has',
      [description, ...Array.from({ length: 2_001 }, (_, index) => ({ name: `${index}.yaml`, content: '' }))],
      'limits.files',
    ],
    ['two entries of one name', [description, description], 'archive.duplicate'],
    ['archives in archives', [{ name: 'inner.zip', content: makeZip([description]) }], 'archive.empty'],
    ['nothing', [], 'archive.empty'],
    ['only other files', [{ name: 'a.txt', content: 'x' }], 'archive.empty'],
  ]
  it.each(table)('%s', async (_, entries, rule) => {
    const result = await importZip(entries)
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.issues[0]?.rule).toBe(rule)
    expect(result.issues[0]?.fix).toBeTruthy()
  })

  it('many files that are too much together', async () => {
    const bytes = makeZip([
      description,
      ...[1, 2, 3].map((name) => ({ name: `${name}.txt`, content: 'a'.repeat(900) })),
    ])
    const result = await runImportJob({ kind: 'import', bytes, limits: { ...limits, maxBundleBytes: 2_000 } })
    expect(result).toMatchObject({ ok: false, issues: [{ rule: 'limits.bundle' }] })
  })

  it.each([
    ['../../../etc/passwd', 'reference.outside'],
    ['%2e%2e/%2e%2e/etc/passwd', 'reference.outside'],
    ['..%5c..%5cetc/passwd', 'reference.outside'],
    ['/etc/passwd', 'reference.outside'],
    ['file:///proc/self/environ', 'reference.outside'],
    ['ftp://example.com/x', 'reference.outside'],
    ['http://user:secret@example.com/x', 'reference.outside'],
    ['http://169.254.169.254/latest', 'reference.remote'],
    ['//169.254.169.254/latest', 'reference.outside'],
    ['no-such-file.yaml', 'reference.file'],
    ['openapi.yaml#/paths/~1nothing', 'reference.missing'],
  ])('the reference `%s`', async (reference, rule) => {
    const content = `openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths:\n  /a:\n    $ref: "${reference}"\n`
    const result = await importZip([{ name: 'openapi.yaml', content }])
    expect(result).toMatchObject({ ok: false, issues: [{ rule, file: 'openapi.yaml', line: 5 }] })
  })
})
