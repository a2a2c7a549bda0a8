import { describe, expect, it } from 'vitest'
import { defaultImportLimits } from '../src/limits.ts'
import { importRamlWithFates } from '../src/raml/import-raml.ts'

const head = '#%RAML 1.0\ntitle: T\n'

function importFiles(root: string, others: Record<string, string> = {}) {
  const files = new Map([['api.raml', root], ...Object.entries(others)])
  return importRamlWithFates({ root: 'api.raml', files }, defaultImportLimits).result
}

function imported(root: string, others: Record<string, string> = {}) {
  const result = importFiles(root, others)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result
}

/** Resource types that hand a text to each other, doubled each time. */
const doubling = Array.from(
  { length: 40 },
  (_, index) => `  t${index}: { type: { t${index + 1}: { x: <<x>><<x>> } } }`,
).join('\n')

/** What is wrong, the root, the rule that says so, words of its message, its line, other files. */
const table: [
  name: string,
  root: string,
  rule: string,
  words: RegExp,
  line?: number,
  others?: Record<string, string>,
][] = [
  ['an overlay', '#%RAML 1.0 Overlay\ntitle: T\n', 'raml.fragment', /RAML Overlay/, 1],
  ['an extension', '#%RAML 1.0 Extension\ntitle: T\n', 'raml.fragment', /changes another description/, 1],
  ['a library', '#%RAML 1.0 Library\ntypes:\n', 'raml.fragment', /a part that descriptions include/, 1],
  ['a version that is none', '#%RAML 2.0\ntitle: T\n', 'raml.version', /no version/, 1],
  ['no title', '#%RAML 1.0\n/a:\n  get:\n', 'raml.title', /no title/],
  ['a text instead of keys', '#%RAML 1.0\njust words\n', 'raml.root', /no object/],
  ['broken YAML', `${head}/a:\n  get: [\n`, 'yaml.syntax', /broken/],
  ['a duplicate key', `${head}/a:\n/a:\n`, 'yaml.duplicate-key', /stands twice/, 4],
  ['a file that was not given', `${head}/a: !include a.raml\n`, 'reference.missing', /not among the files/, 3],
  ['a file above the bundle', `${head}/a: !include ../../etc/passwd\n`, 'reference.outside', /leaves the files/, 3],
  ['a file URL', `${head}/a: !include file:///etc/passwd\n`, 'reference.outside', /file:/, 3],
  ['an address', `${head}/a: !include http://169.254.169.254/latest\n`, 'reference.remote', /fetches nothing/, 3],
  ['a library at an address', `${head}uses:\n  l: https://example.com/l.raml\n`, 'reference.remote', /example\.com/, 4],
  [
    'a file that includes itself',
    `${head}types: !include a.raml\n`,
    'reference.circular',
    /a\.raml → b\.raml → a\.raml/,
    1,
    { 'a.raml': 'A: !include b.raml\n', 'b.raml': 'x: !include a.raml\n' },
  ],
  ['the root that includes itself', `${head}/a: !include api.raml\n`, 'reference.circular', /includes itself/, 3],
  ['an alias that holds itself', `${head}/a: &a\n  /b: *a\n`, 'yaml.alias-cycle', /holds itself/, 4],
  [
    'an alias bomb',
    `${head}documentation:\n${Array.from(
      { length: 9 },
      (_, level) =>
        `  - &a${level} [${
          level === 0
            ? 'x'
            : Array(10)
                .fill(`*a${level - 1}`)
                .join(', ')
        }]`,
    ).join('\n')}\n`,
    'limits.aliases',
    /expand to far more/,
  ],
  ['nesting without end', `${head}/a: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`, 'limits.depth', /deep/],
  ['an unknown type', `${head}/a:\n  post:\n    body: Nobody\n`, 'raml.unknown-type', /`Nobody`/, 5],
  [
    'a type that inherits from itself',
    `${head}types:\n  A: B\n  B: { type: A, minLength: 1 }\n`,
    'raml.type-loop',
    /itself/,
  ],
  ['a union of itself', `${head}types:\n  A: A | string\n`, 'raml.type-loop', /made of itself/, 4],
  ['an unknown trait', `${head}/a:\n  get:\n    is: [nobody]\n`, 'raml.unknown-template', /no trait `nobody`/, 5],
  ['an unknown resource type', `${head}/a:\n  type: nobody\n`, 'raml.unknown-template', /no resource type/, 4],
  [
    'an unknown security scheme',
    `${head}/a:\n  get:\n    securedBy: [nobody]\n`,
    'raml.unknown-security-scheme',
    /nobody/,
    5,
  ],
  [
    'a parameter without a value',
    `${head}traits:\n  t: { description: <<words>> }\n/a:\n  get:\n    is: [t]\n`,
    'raml.template-parameter',
    /parameter `words`/,
    4,
  ],
  [
    'a function that RAML does not know',
    `${head}traits:\n  t: { description: <<methodName | !shout>> }\n/a:\n  get:\n    is: [t]\n`,
    'raml.template-parameter',
    /function `!shout`/,
  ],
  [
    'resource types in a circle',
    `${head}resourceTypes:\n  a: { type: b }\n  b: { type: a }\n/a:\n  type: a\n`,
    'raml.template-loop',
    /a → b → a/,
  ],
  [
    'a template that grows without end',
    `${head}resourceTypes:\n${doubling}\n  t40: { description: <<x>> }\n/a:\n  type: { t0: { x: xxxxxxxxxxxx } }\n`,
    'limits.template',
    /10000 characters/,
  ],
  [
    'types that inherit over hundreds of levels',
    `${head}types:\n${Array.from({ length: 300 }, (_, index) => `  T${index}: { type: T${index + 1}, minLength: 1 }`).join('\n')}\n  T300: string\n`,
    'limits.depth',
    /inherit from each other over more than 100/,
  ],
  [
    'names that stand for each other over hundreds of steps',
    `${head}types:\n${Array.from({ length: 800 }, (_, index) => `  T${index}: { type: T${index + 1}, description: x }`).join('\n')}\n  T800: string\n`,
    'limits.depth',
    /stand for each other/,
  ],
  [
    'a parameter whose type is a circle of names',
    `${head}types:\n  A: { type: B, description: x }\n  B: { type: A, description: x }\n/a:\n  get:\n    queryParameters:\n      q: A\n`,
    'raml.type-loop',
    /made of itself/,
  ],
  [
    'a schema that refers out of the bundle',
    `${head}types:\n  A: !include a.json\n/a:\n  post:\n    body: A\n`,
    'reference.remote',
    /attacker/,
    1,
    { 'a.json': '{ "$ref": "https://attacker.example/x.json" }' },
  ],
]

describe('RAML that can not be imported says what is wrong and where', () => {
  it.each(table)('%s', { timeout: 20_000 }, (_, root, rule, words, line, others) => {
    const result = importFiles(root, others)
    if (result.ok) throw new Error(JSON.stringify(result.description))
    expect(result.issues[0]?.rule).toBe(rule)
    expect(result.issues[0]?.message).toMatch(words)
    if (line !== undefined) expect(result.issues[0]?.line).toBe(line)
  })

  it('names the addresses that a member may allow', () => {
    const result = importFiles(
      `${head}uses:\n  a: https://b.example/l.raml\ntypes:\n  B: !include https://a.example/t.raml\n`,
    )
    expect(!result.ok && result.needs).toEqual(['https://a.example/t.raml', 'https://b.example/l.raml'])
  })

  it('names the file of an issue that stands in another one', () => {
    const result = importFiles(`${head}types:\n  A: !include types/a.raml\n`, {
      'types/a.raml': 'type: object\ntype: string\n',
    })
    expect(!result.ok && result.issues[0]).toMatchObject({ rule: 'yaml.duplicate-key', file: 'types/a.raml', line: 2 })
  })
})

describe('odd RAML that is fine is accepted', () => {
  it('a key `__proto__` anywhere changes no object and is reported', () => {
    const { description, report } = imported(
      `${head}__proto__: { polluted: true }\ntraits:\n  t: { headers: { <<name>>: string } }\ntypes:\n  __proto__: string\n  A: { properties: { __proto__: string, b: string } }\n/a:\n  post:\n    is: [t: { name: __proto__ }]\n    body: A\n`,
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.keys(description.schemas)).toEqual(['A'])
    expect(report.items.filter(({ pointer }) => pointer.endsWith('/__proto__')).map(({ fate }) => fate)).toEqual([
      'dropped',
      'dropped',
      'dropped',
    ])
  })

  it('a path from the top of the bundle, aliases, and a type that refers to itself by a property', () => {
    const { description } = imported(
      `${head}types:\n  A: !include /types/a.raml\n/a:\n  post: &post\n    body: A\n  put: *post\n`,
      { 'types/a.raml': '#%RAML 1.0 DataType\nproperties:\n  next?: A\n' },
    )
    expect(description.operations.map(({ method }) => method)).toEqual(['POST', 'PUT'])
    expect(description.schemas.A).toEqual({ type: 'object', properties: { next: { $ref: '#/schemas/A' } } })
  })

  it('a fragment that uses a library of its own', () => {
    const { description } = imported(`${head}types:\n  A: !include a.raml\n/a:\n  post:\n    body: A\n`, {
      'a.raml': '#%RAML 1.0 DataType\nuses:\n  l: lib.raml\nproperties:\n  b: l.B\n',
      'lib.raml': '#%RAML 1.0 Library\ntypes:\n  B: { type: integer, minimum: 1 }\n',
    })
    expect(JSON.stringify(description.schemas.A)).toContain('"$ref"')
    expect(Object.values(description.schemas)).toContainEqual({ type: 'integer', minimum: 1 })
  })

  it('libraries that use each other', () => {
    const { description } = imported(`${head}uses: { a: a.raml }\n/a:\n  post:\n    body: a.A\n`, {
      'a.raml': '#%RAML 1.0 Library\nuses: { b: b.raml }\ntypes:\n  A: { properties: { b: b.B } }\n',
      'b.raml': '#%RAML 1.0 Library\nuses: { a: a.raml }\ntypes:\n  B: { properties: { a?: a.A } }\n',
    })
    expect(Object.keys(description.schemas)).toHaveLength(2)
  })

  it('an operation that takes the requests of an earlier one, which is left out with its reason', () => {
    const { description, report } = imported(`${head}/a/{x}:\n  get:\n/a/{y}:\n  get:\n    description: second\n`)
    expect(description.operations.map(({ path }) => path)).toEqual(['/a/{x}'])
    expect(report.items.find(({ fate }) => fate === 'dropped')).toMatchObject({
      line: 6,
      reason: 'takes the same requests as `GET /a/{x}`; the first one counts',
    })
  })

  it('annotations on scalars', () => {
    const { description } = imported(
      `#%RAML 1.0\ntitle: { value: Named, (note): x }\nannotationTypes: { note: string }\n`,
    )
    expect(description.title).toBe('Named')
  })
})
