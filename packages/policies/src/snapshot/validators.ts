import { createHash } from 'node:crypto'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { canonicalJson } from '@gatehouse/contracts/json'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import { type Code, _ as code, type KeywordCxt } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as standaloneModule from 'ajv/dist/standalone/index.js'
import { numberFormatChecks, stringFormatChecks } from '../validation/formats.ts'
import { patternOrEverything } from '../validation/judging-pattern.ts'
import { validatorRuntime } from '../validation/runtime.ts'

/** A schema with the shared ones that it reaches through `#/schemas/NAME`. */
export type SchemaSet = { schema: JsonSchema; shared: Readonly<Record<string, JsonSchema>> }

export type SchemaError = {
  instancePath: string
  keyword: string
  params: Record<string, unknown>
}
export type Validator = ((data: unknown) => boolean) & { errors?: SchemaError[] | null }

/** Gives the code of a set's validator: generated at once, or read from a cache by `schemaSetKey`. */
export type CompileSchema = (set: SchemaSet) => string

/** Changes whenever the same schema would give other code; part of each key, so caches on disk never serve old code. */
const generation = 3

const refPrefix = '#/schemas/'

/** The schemas of `all` that `schema` reaches, with itself: small sets make small code and stable keys. */
export function schemaSet(schema: JsonSchema, all: Readonly<Record<string, JsonSchema>>): SchemaSet {
  const shared: Record<string, JsonSchema> = {}
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) {
      for (const item of node) visit(item)
      return
    }
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string' && value.startsWith(refPrefix)) {
        const name = refName(value)
        const target = Object.hasOwn(all, name) ? all[name] : undefined
        if (target === undefined || Object.hasOwn(shared, name)) continue
        shared[name] = target
        visit(target)
      } else visit(value)
    }
  }
  visit(schema)
  return { schema, shared }
}

/** NAME of `#/schemas/NAME`, JSON Pointer and URI escapes undone. */
export function refName(ref: string): string {
  const raw = ref.slice(refPrefix.length)
  let text = raw
  try {
    text = decodeURIComponent(raw)
  } catch {
    // Not URI-encoded: taken as it stands.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Names a set's code in caches: 64 hex digits. */
export function schemaSetKey(set: SchemaSet): string {
  return createHash('sha256')
    .update(`${generation}\n${canonicalJson(set)}`)
    .digest('hex')
}

/**
 * Source text of a function body that answers a validator, given `rt` (validation/runtime.ts). Throws when the schema does not
 * compile. JSON Schema 2020-12, all errors, own properties only; loops end after 20 errors of their own, so hostile input cannot
 * make work out of being wrong.
 */
export function generateValidatorCode(set: SchemaSet): string {
  const ajv = sharedAjv()
  const root = { allOf: [set.schema], schemas: set.shared }
  try {
    const source = localize(standalone(ajv, ajv.compile(root)))
    return usesContains(root) ? source : boundLoops(source)
  } finally {
    ajv.removeSchema(root)
  }
}

/** CommonJS: what `default` is typed as depends on who resolves it; it is the function for Node and for bundlers alike. */
const standalone = standaloneModule.default as unknown as (ajv: Ajv2020, validate: unknown) => string

let instance: Ajv2020 | undefined

/** One instance: it compiles its meta-schema once. Nothing of a compiled schema stays in it. */
function sharedAjv(): Ajv2020 {
  if (instance !== undefined) return instance
  const ajv = new Ajv2020({
    allErrors: true,
    ownProperties: true,
    messages: false,
    strict: false,
    logger: false,
    addUsedSchema: false,
    formats: { ...stringFormatChecks, ...numberFormats },
    code: { source: true, optimize: true, formats: code`rt.formats`, regExp: linearRegExp },
  })
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', code: uniqueItemsCode })
  for (const keyword of ['maxLength', 'minLength']) {
    ajv.removeKeyword(keyword)
    const error = {
      message: keyword,
      params: ({ schemaCode }: { schemaCode: Code | number | boolean }) => code`{limit: ${schemaCode}}`,
    }
    ajv.addKeyword({ keyword, type: 'string', schemaType: 'number', before: 'pattern', error, code: lengthCode })
  }
  instance = ajv
  return ajv
}

/** Evaluates generated code. Only code that this process (or its own cache, by key) generated may come here. */
export function loadValidator(source: string): Validator {
  // The code is ajv's output for a schema, never a schema's or client's text.
  return new Function('rt', source)(runtime) as Validator
}

/** Patterns that are not run (in linear time or at all): they judge nothing, which import and deploy should tell. */
export function unjudgedPatterns(schema: JsonSchema): string[] {
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === 'pattern' && typeof value === 'string' && isUnjudged(value)) found.add(value)
      if (key === 'patternProperties' && typeof value === 'object' && value !== null) {
        for (const pattern of Object.keys(value)) if (isUnjudged(pattern)) found.add(pattern)
      }
      visit(value)
    }
  }
  visit(schema)
  return [...found]
}

function isUnjudged(pattern: string): boolean {
  return compilePattern(pattern) === null
}

const numberFormats = Object.fromEntries(
  Object.entries(numberFormatChecks).map(([name, validate]) => [name, { type: 'number' as const, validate }]),
)

/** What generated code finds under `rt`. */
const runtime = Object.freeze({ ...validatorRuntime, formats: { ...stringFormatChecks, ...numberFormats } })

const linearRegExp = Object.assign((pattern: string) => patternOrEverything(pattern), { code: 'rt.pattern' })

function uniqueItemsCode(context: KeywordCxt): void {
  if (context.schema !== true) return
  const check = context.gen.scopeValue('func', { ref: validatorRuntime.uniqueItems, code: code`rt.uniqueItems` })
  context.fail(code`!${check}(${context.data})`)
}

/** Ajv's own counts the characters of each text; there are at most as many as code units, and at least half as many. */
function lengthCode(context: KeywordCxt): void {
  const { keyword, data, gen } = context
  const limit = context.schema as number
  const count = gen.scopeValue('func', { ref: validatorRuntime.length, code: code`rt.length` })
  if (keyword === 'maxLength') context.fail(code`${data}.length > ${limit} && ${count}(${data}) > ${limit}`)
  else context.fail(code`${data}.length < ${limit * 2} && ${count}(${data}) < ${limit}`)
}

/** Ajv's helpers come from `rt` instead of `require`, and the module becomes a function body. */
function localize(source: string): string {
  const local = source
    .replace(/require\("ajv\/dist\/runtime\/equal"\)\.default/g, 'rt.equal')
    .replace(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, 'rt.length')
    .replace(/module\.exports = (\w+);module\.exports\.default = \w+;/, '')
  const name = /module\.exports = (\w+);/.exec(source)?.[1]
  if (name === undefined || local.includes('require(') || local.includes('module.exports')) {
    throw new Error('The validator generator gave code of an unknown form.')
  }
  return `${local}\nreturn ${name};`
}

const loopLimit = 20

/** `contains` goes on past items that do not match: its loops must not end early. */
function usesContains(root: object): boolean {
  return canonicalJson(root).includes('"contains":')
}

/**
 * A loop that found 20 errors ends: what it judges is invalid already, whatever stands around it (its errors count from its own
 * beginning, so an alternative of `anyOf` is never taken for valid).
 */
function boundLoops(source: string): string {
  let loops = 0
  return source.replace(
    /for\((?:let (\w+)=([^;]*); \1<(\w+); \1\+\+|const (\w+) (of|in) ([^{]*?))\)\{/g,
    (text, i, start, end, key, word, object) => {
      const mark = `seen${loops++}`
      if (i !== undefined)
        return `const ${mark}=errors;for(let ${i}=${start}; ${i}<${end} && errors-${mark}<${loopLimit}; ${i}++){`
      if (key !== undefined)
        return `const ${mark}=errors;for(const ${key} ${word} ${object}){if(errors-${mark}>=${loopLimit})break;`
      return text
    },
  )
}
