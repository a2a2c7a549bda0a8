import { stringify } from 'yaml'
import { asSwagger } from './as-swagger.ts'
import { storedZip } from './stored-zip.ts'

type Value = Record<string, unknown>

/** A description in another form, and what must come of it. */
export interface Variant {
  kind: 'yaml' | 'zip' | '3.2' | '2.0'
  bytes: Buffer
  fileName: string
  format: RegExp
}

/** The same description as YAML, as an archive of many files, as OpenAPI 3.2, and as far as 2.0 can say it, as 2.0. */
export function variantsOf(text: string): Variant[] {
  const source: Value = JSON.parse(text)
  const yaml = Buffer.from(stringify(source, { aliasDuplicateObjects: false, lineWidth: 0 }))
  return [
    { kind: 'yaml', bytes: yaml, fileName: 'openapi.yaml', format: /^openapi-3\.[01]$/ },
    { kind: 'zip', bytes: storedZip(splitFiles(source)), fileName: 'api.zip', format: /^openapi-3\.[01]$/ },
    {
      kind: '3.2',
      bytes: Buffer.from(JSON.stringify(as32(source), null, 1)),
      fileName: 'a.json',
      format: /^openapi-3\.2$/,
    },
    {
      kind: '2.0',
      bytes: Buffer.from(JSON.stringify(asSwagger(source), null, 1)),
      fileName: 'a.json',
      format: /^openapi-2\.0$/,
    },
  ]
}

function isObject(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Each path and each shared schema in a file of its own, JSON and YAML by turns, with references rewritten to lead there and back. */
function splitFiles(source: Value): Map<string, string> {
  const files = new Map<string, string>()
  const components = isObject(source.components) ? source.components : {}
  const schemas = isObject(components.schemas) ? components.schemas : {}
  const fileOf = new Map(
    Object.keys(schemas).map((name, index) => [name, `s${index}.${index % 10 === 0 ? 'yaml' : 'json'}`]),
  )
  const rewritten = (value: unknown, up: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => rewritten(item, up))
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key !== '$ref' || typeof inner !== 'string') return [key, rewritten(inner, up)]
        return [key, elsewhere(inner, up)]
      }),
    )
  }
  const elsewhere = (reference: string, up: string): string => {
    const name = /^#\/components\/schemas\/([^/]+)$/.exec(reference)?.[1]
    const file =
      name === undefined ? undefined : fileOf.get(decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
    if (file !== undefined) return `${up}schemas/${file}`
    return reference.startsWith('#/') && up !== '' ? `${up}openapi.json${reference}` : reference
  }
  for (const [name, file] of fileOf) {
    const value = rewritten(schemas[name], '../')
    const text = file.endsWith('.yaml') ? stringify(value, { aliasDuplicateObjects: false }) : JSON.stringify(value)
    files.set(`schemas/${file}`, text)
  }
  const paths = Object.entries(isObject(source.paths) ? source.paths : {}).map(([path, item], index) => {
    if (!isObject(item) || path.startsWith('x-') || '$ref' in item) return [path, rewritten(item, '')]
    files.set(`paths/p${index}.json`, JSON.stringify(rewritten(item, '../')))
    return [path, { $ref: `./paths/p${index}.json` }]
  })
  const named = Object.fromEntries([...fileOf].map(([name, file]) => [name, { $ref: `./schemas/${file}` }]))
  const rest = Object.fromEntries(
    Object.entries(components).map(([key, value]) => [key, key === 'schemas' ? named : rewritten(value, '')]),
  )
  const root = {
    ...source,
    paths: Object.fromEntries(paths),
    ...(source.components !== undefined && { components: rest }),
  }
  files.set('openapi.json', JSON.stringify(root))
  return files
}

/** With the words that are new in 3.2. */
function as32(source: Value): Value {
  const tags = Array.isArray(source.tags)
    ? source.tags.map((tag) => (isObject(tag) ? { ...tag, kind: 'nav' } : tag))
    : undefined
  return {
    ...source,
    openapi: '3.2.0',
    $self: 'https://bench.example/openapi.json',
    ...(tags && { tags }),
    'x-bench': true,
  }
}
