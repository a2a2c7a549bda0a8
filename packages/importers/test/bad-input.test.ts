import { describe, expect, it } from 'vitest'
import { importOpenApi } from '../src/import-openapi.ts'
import { runImport } from '../src/run-import.ts'

const head = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\n'
const ok = `${head}paths: {}\n`

function laughs(levels: number): string {
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  for (let level = 1; level <= levels; level += 1)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  return `${ok}x-bomb:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}

function manyKeys(count: number, duplicate = false): string {
  const lines = Array.from({ length: count }, (_, index) => `  k${index}: ${index}`)
  return `${ok}x-keys:\n${lines.join('\n')}\n${duplicate ? '  k7: again\n' : ''}`
}

/** What is wrong, what is given, the rule that says so, words of its message, and its line. */
const table: [name: string, text: string | Uint8Array, rule: string, words: RegExp, line?: number][] = [
  ['an empty file', '', 'format.empty', /empty/],
  ['only white space', ' \n\n ', 'format.empty', /empty/],
  ['only a comment', '# nothing\n', 'format.other', /plain text/],
  ['a web page', '<!DOCTYPE html><html><body>Log in</body></html>', 'format.other', /web page \(HTML\)/, 1],
  [
    'a bomb of XML entities',
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>',
    'format.other',
    /XML document/,
  ],
  [
    'an external XML entity',
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>',
    'format.other',
    /XML document/,
  ],
  ['47 MB of JSON', Buffer.alloc(47 * 1024 * 1024, '[1,'), 'limits.bytes', /47\.0 MB/],
  ['WSDL', '<?xml version="1.0"?><wsdl:definitions/>', 'format.other', /WSDL/],
  ['Swagger 1.2', '{"swaggerVersion":"1.2","apis":[]}', 'format.other', /This is Swagger 1\.2/],
  [
    'a Postman collection',
    '{"info":{"_postman_id":"1","schema":"https://schema.getpostman.com/x"},"item":[]}',
    'format.other',
    /Postman/,
  ],
  ['AsyncAPI', 'asyncapi: 3.0.0', 'format.other', /AsyncAPI/],
  ['GraphQL', 'type Query {\n  a: String\n}', 'format.other', /GraphQL/],
  ['a HAR file', '{"log":{"entries":[]}}', 'format.other', /HAR/],
  [
    'a JSON Schema',
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}',
    'format.other',
    /JSON Schema/,
  ],
  ['a list', '[1, 2]', 'format.other', /list/],
  ['another document', 'a: 1\nb: 2\n', 'openapi.version', /neither a key `openapi` nor `swagger`/],
  ['OpenAPI 4', 'openapi: 4.0.0', 'format.other', /unknown version, `openapi: 4\.0\.0`/],
  ['a broken zip archive', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'archive.broken', /zip archive can not be read/],
  ['an image', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), 'encoding.binary', /no text/],
  ['text with NUL', `${ok}\0`, 'encoding.binary', /no text/],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${ok}`, 'utf16le'), 'encoding.utf16', /UTF-16/],
  ['UTF-16 without a mark', Buffer.from(ok, 'utf16le'), 'encoding.utf16', /UTF-16/],
  ['broken YAML', `${head}paths:\n  /a:\n   get: [\n`, 'yaml.syntax', /YAML is broken.*line \d+, column \d+/],
  ['tabs in YAML', 'openapi: 3.0.0\ninfo:\n\ttitle: a\n', 'yaml.syntax', /line 3/, 3],
  ['two YAML documents', `${ok}---\n${ok}`, 'yaml.documents', /more than one/, 4],
  [
    'broken JSON',
    '{\n  "openapi": "3.0.0",\n  "info": {,}\n}',
    'json.syntax',
    /expected a key in quotes or `}`, found `,` \(line 3, column 12\)/,
    3,
  ],
  ['JSON that ends early', '{"openapi": "3.0.0"', 'json.syntax', /never closed/],
  ['a text that never ends', '{"openapi": "3.0', 'json.syntax', /never ends/],
  ['two JSON documents', '{"openapi":"3.0.0"} {}', 'json.syntax', /the end of the file/],
  [
    'a duplicate key in JSON',
    '{"openapi":"3.0.0",\n"paths":{},\n"paths":{}}',
    'json.duplicate-key',
    /`paths` stands twice/,
    3,
  ],
  ['a duplicate key in YAML', `${ok}paths: {}\n`, 'yaml.duplicate-key', /`paths` stands twice/, 4],
  ['50 MB', Buffer.alloc(50 * 1024 * 1024, ' '), 'limits.bytes', /50\.0 MB; an import takes up to 10\.0 MB/],
  ['50 MB as text', ' '.repeat(50 * 1024 * 1024), 'limits.bytes', /50\.0 MB/],
  ['an alias bomb', laughs(9), 'limits.aliases', /aliases/],
  [
    'a wide alias bomb',
    `${ok}x-a: &a [${'x,'.repeat(5_000)}]\nx-b: [${'*a,'.repeat(5_000)}]\n`,
    'limits.',
    /values|aliases/,
  ],
  ['a cyclic alias', `${ok}x-a: &a\n  b: *a\n`, 'yaml.alias-cycle', /holds itself/, 5],
  ['an alias of nothing', `${ok}x-a: *nobody\n`, 'yaml.', /nobody/],
  [
    'depth 100,000 in JSON',
    `{"openapi":"3.0.0","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'limits.depth',
    /deeper than 100/,
  ],
  [
    'depth 10,000 in JSON',
    `{"openapi":"3.0.0","x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    'limits.depth',
    /deeper than 100/,
  ],
  [
    'depth 10,000 in YAML',
    `${ok}x-a: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
    'limits.depth',
    /deeper than 100/,
  ],
  [
    'depth 100,000 in YAML',
    `${ok}x-a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
    'limits.depth',
    /deeper than 100/,
  ],
  [
    'depth 3,000 in YAML blocks',
    `${ok}x-a:\n${Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth + 1)}a:`).join('\n')}\n`,
    'limits.depth',
    /deeper/,
  ],
  ['a duplicate among 100,000 keys', manyKeys(100_000, true), 'yaml.duplicate-key', /`k7` stands twice/, 100_005],
  [
    'infinity',
    `${head}paths: {}\ncomponents: { schemas: { A: { type: number, maximum: .inf } } }\n`,
    'yaml.number',
    /`\.inf`/,
    4,
  ],
  ['no info', 'openapi: 3.0.0\npaths: {}\n', 'openapi.info', /no `info`/],
  ['no title', 'openapi: 3.0.0\ninfo: {version: "1"}\npaths: {}\n', 'openapi.title', /no title/],
  ['no paths', 'openapi: 3.0.0\ninfo: {title: a, version: "1"}\n', 'openapi.paths', /no `paths`/],
  [
    'a remote reference',
    `${head}paths:\n  /a:\n    $ref: http://169.254.169.254/latest\n`,
    'reference.remote',
    /another address.*nobody allowed/,
    5,
  ],
  [
    'a file reference',
    `${head}paths:\n  /a:\n    get:\n      parameters:\n        - $ref: ../../etc/passwd\n`,
    'reference.outside',
    /leaves the files that were given/,
    7,
  ],
  [
    'a file URL in a schema',
    `${head}paths: {}\ncomponents:\n  schemas:\n    A:\n      $ref: file:///proc/self/environ\n`,
    'reference.outside',
    /no `file:` address/,
    7,
  ],
  [
    'a dangling reference',
    `${head}paths:\n  /a:\n    get:\n      parameters:\n        - $ref: '#/components/parameters/no'\n`,
    'reference.missing',
    /points to nothing/,
    7,
  ],
  [
    'a circular reference',
    `${head}paths:\n  /a:\n    get:\n      parameters:\n        - $ref: '#/components/parameters/a'\ncomponents:\n  parameters:\n    a: { $ref: '#/components/parameters/b' }\n    b: { $ref: '#/components/parameters/a' }\n`,
    'reference.circular',
    /leads back to itself/,
  ],
]

/** A busy machine must not be mistaken for a document that takes too long. */
const patient = { timeoutMs: 60_000 }

describe('input that is no description of an API is refused with what is wrong and where', () => {
  it.each(table)('%s', { timeout: 70_000 }, async (_, given, rule, words, line) => {
    // Small texts need no thread of their own to be refused.
    const small = typeof given === 'string' && given.length < 10_000
    const result = small
      ? importOpenApi({ text: given })
      : await runImport(typeof given === 'string' ? { text: given } : { bytes: given }, patient)
    expect(result.ok).toBe(false)
    if (result.ok) return
    const [issue] = result.issues
    expect(issue?.rule.startsWith(rule), issue?.rule).toBe(true)
    expect(issue?.message).toMatch(words)
    if (line !== undefined) expect(issue?.line).toBe(line)
  })
})

describe('odd input that is fine is accepted', { timeout: 70_000 }, () => {
  it('a byte order mark of UTF-8', async () => {
    expect((await runImport({ bytes: Buffer.from(`\uFEFF${ok}`) })).ok).toBe(true)
  })
  it('100,000 keys', async () => {
    expect((await runImport({ text: manyKeys(100_000) }, patient)).ok).toBe(true)
  })
  it('anchors, aliases and merge keys in proportion', async () => {
    const result = await runImport({
      text: `${head}x-base: &base { type: string, maxLength: 5 }\npaths: {}\ncomponents:\n  schemas:\n    A: { <<: *base, maxLength: 9 }\n    B: *base\n`,
    })
    expect(result.ok && result.description.schemas).toEqual({
      A: { type: 'string', maxLength: 9 },
      B: { type: 'string', maxLength: 5 },
    })
  })
  it('a version without its patch number, in YAML a number', async () => {
    const result = await runImport({ text: 'openapi: 3.1\ninfo: { title: T, version: 1.0 }\npaths: {}\n' })
    expect(result.ok && [result.report.format, result.description.version]).toEqual(['openapi-3.1', '1.0'])
  })
  it('names of the prototype of objects, which change no object', () => {
    const names =
      '{"constructor":{"type":"string"},"toString":{"type":"string"},"hasOwnProperty":{"type":"string"},"__proto__":{"polluted":true}}'
    const form =
      '{"in":"formData","name":"__proto__","type":"string"},{"in":"formData","name":"constructor","type":"string"}'
    const head = '"info":{"title":"T","version":"1"}'
    const three = importOpenApi({
      text: `{"openapi":"3.1.0",${head},"paths":{"/constructor":{"get":{"responses":{"200":{"description":"","headers":${names},"content":${names}}}}}},"components":{"schemas":${names},"securitySchemes":${names}}}`,
    })
    const two = importOpenApi({
      text: `{"swagger":"2.0",${head},"consumes":["__proto__"],"paths":{"/a":{"post":{"parameters":[${form}],"responses":{}}}},"definitions":${names}}`,
    })
    expect(three.ok && Object.keys(three.description.schemas)).toEqual(['constructor', 'toString', 'hasOwnProperty'])
    expect(two.ok && Object.keys(two.description.schemas)).toEqual(['constructor', 'toString', 'hasOwnProperty'])
    const schema =
      two.ok && two.description.operations[0]?.requestBody?.content['application/x-www-form-urlencoded']?.schema
    expect(schema).toEqual({ type: 'object', properties: { constructor: { type: 'string' } } })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
  it('a key `__proto__`, which changes no object and is reported', async () => {
    const result = await runImport({
      text: `{"openapi":"3.0.0","info":{"title":"T","version":"1"},"paths":{},"__proto__":{"polluted":true}}`,
    })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(result.ok && result.report.items.find((item) => item.pointer === '/__proto__')?.fate).toBe('dropped')
  })
})
