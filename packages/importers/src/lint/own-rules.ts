import type { Json } from '@gatehouse/contracts/json'
import type { LintCheck, LintTarget, OwnLintRule } from '@gatehouse/contracts/lint'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import { isObject } from '../source-tree.ts'
import { casingTexts, hasCasing } from './casing.ts'
import type { Facts } from './facts.ts'
import { code, type Looked } from './rule.ts'
import type { Targets } from './targets.ts'

/** What a field holds: the values that a check is held to one by one, or undefined when there is nothing. */
type Values = string[] | undefined
type Reader<K extends LintTarget> = (target: Targets[K], field: string, facts: Facts) => Values

const text = (value: Json | undefined): Values => {
  if (value === undefined || value === null || value === '') return undefined
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}
const names = (value: object | undefined): Values => {
  const list = Object.keys(value ?? {})
  return list.length === 0 ? undefined : list
}
const some = (list: string[]): Values => (list.length === 0 ? undefined : list)
const plain = (node: object, field: string): Values => text((node as Record<string, Json | undefined>)[field])

/** Reads the fields of each kind of place, as `lintFields` names them. */
const readers: { [K in LintTarget]: Reader<K> } = {
  info: ({ node }, field) => plain(node, field),
  server: ({ node }, field) => plain(node, field),
  tag: ({ node }, field) => plain(node, field),
  path: ({ path }, field) => {
    if (field === 'path') return [path]
    if (field === 'parameters') return some([...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''))
    return some(path.split('/').filter((segment) => segment !== '' && !segment.includes('{')))
  },
  operation: ({ node }, field) => {
    if (field === 'parameters') return some(node.parameters.map(({ name }) => name))
    if (field === 'responses') return names(node.responses)
    if (field === 'requestBody') return node.requestBody && (names(node.requestBody.content) ?? ['none'])
    if (field === 'security') return some([...new Set(node.security.flatMap((set) => Object.keys(set)))])
    if (field === 'externalDocs') return text(node.externalDocs?.url)
    if (field === 'tags') return some(node.tags)
    if (field === 'deprecated') return node.deprecated ? ['true'] : undefined
    return plain(node, field)
  },
  parameter: ({ node }, field, facts) => {
    if (field === 'type' || field === 'format') return text(facts.resolve(node.schema)?.[field])
    if (field === 'schema') return node.schema === undefined && node.content === undefined ? undefined : ['schema']
    if (field === 'examples') return node.examples && some(node.examples.map(({ value }) => JSON.stringify(value)))
    if (field === 'required' || field === 'deprecated') return node[field] === true ? ['true'] : undefined
    return plain(node, field)
  },
  requestBody: ({ node }, field) => {
    if (field === 'mediaTypes') return names(node.content)
    if (field === 'required') return node.required ? ['true'] : undefined
    return text(node.description)
  },
  response: ({ status, node }, field) => {
    if (field === 'status') return [status]
    if (field === 'headers') return names(node.headers)
    if (field === 'mediaTypes') return names(node.content)
    return text(node.description)
  },
  header: ({ name, node }, field, facts) => {
    if (field === 'name') return [name]
    if (field === 'type' || field === 'format') return text(facts.resolve(node.schema)?.[field])
    if (field === 'required') return node.required === true ? ['true'] : undefined
    return text(node.description)
  },
  schema: ({ name, node }, field) => {
    if (field === 'name') return name === undefined ? undefined : [name]
    if (field === 'properties') return isObject(node.properties) ? names(node.properties) : undefined
    return text(node[field])
  },
  property: ({ name, schema }, field, facts) => {
    if (field === 'name') return [name]
    const own = isObject(schema) ? schema[field] : undefined
    return text(own ?? facts.resolve(schema)?.[field])
  },
}

/** Why a rule cannot run, or undefined: its shape is checked by `ownLintRule`, its pattern here. */
export function ownRuleProblem(rule: OwnLintRule): string | undefined {
  const { must } = rule
  if (must.check !== 'pattern' && must.check !== 'notPattern') return undefined
  return compilePattern(must.match) === null
    ? `The pattern ${must.match} cannot run in linear time: write it without look-around and back-references.`
    : undefined
}

/** Each place that an own rule judges, with what is wrong there. */
export function* lookByOwnRule(rule: OwnLintRule, facts: Facts): Generator<Looked> {
  yield* look(rule.given, rule, facts)
}

function* look<K extends LintTarget>(given: K, rule: OwnLintRule, facts: Facts): Generator<Looked> {
  const read: Reader<K> = readers[given]
  const targets: readonly Targets[K][] = facts.lists[given]
  for (const target of targets) {
    if (!isMeant(target, rule)) continue
    const values = read(target, rule.field, facts)
    if (
      values === undefined &&
      rule.must.check !== 'required' &&
      rule.must.check !== 'forbidden' &&
      rule.must.check !== 'contains'
    )
      continue
    const message = wrong(rule.must, rule.field, values)
    yield { place: target, found: message === undefined ? [] : [{ message }] }
  }
}

function isMeant(target: Targets[LintTarget], { given, where }: OwnLintRule): boolean {
  // An own rule about schemas means those with a name; what stands inside of them are properties.
  if (given === 'schema' && (!('name' in target) || target.name === undefined)) return false
  if (where === undefined) return true
  const operations = 'owner' in target ? [target.owner] : 'operations' in target ? target.operations : undefined
  const key = target.operation ?? ''
  const method = key.slice(0, key.indexOf(' '))
  const path = operations?.[0]?.path ?? key.slice(key.indexOf(' ') + 1)
  if (
    where.methods &&
    !where.methods.some((each) => (given === 'path' ? operations?.some((one) => one.method === each) : each === method))
  )
    return false
  if (where.pathPrefix !== undefined && !path.startsWith(where.pathPrefix)) return false
  const place = given === 'parameter' && 'node' in target && 'in' in target.node ? target.node.in : undefined
  const wanted: readonly unknown[] | undefined = where.in
  if (wanted && !wanted.includes(place)) return false
  if (where.status && !('status' in target && where.status.some((each) => fits(each, target.status)))) return false
  return true
}

function fits(wanted: string, status: string): boolean {
  return wanted === status || (wanted.endsWith('XX') && status.startsWith(wanted.slice(0, 1)) && /^\d/.test(status))
}

function wrong(must: LintCheck, field: string, values: Values): string | undefined {
  const name = code(field)
  switch (must.check) {
    case 'required':
      return values === undefined ? `${name} is missing` : undefined
    case 'forbidden':
      return values === undefined ? undefined : `${name} must not be there, it is ${listed(values)}`
    case 'contains': {
      const missing = must.values.filter((value) => !(values ?? []).includes(value))
      return missing.length === 0 ? undefined : `${name} lacks ${listed(missing)}`
    }
    case 'pattern':
      return each(
        values,
        (value) => compilePattern(must.match)?.test(value) !== false,
        (bad) => `${name} is ${bad}, which does not match ${code(must.match)}`,
      )
    case 'notPattern':
      return each(
        values,
        (value) => compilePattern(must.match)?.test(value) !== true,
        (bad) => `${name} is ${bad}, which matches ${code(must.match)}`,
      )
    case 'casing':
      return each(
        values,
        (value) => hasCasing(value, must.casing),
        (bad) => `${name} is ${bad}, not in ${casingTexts[must.casing]}`,
      )
    case 'oneOf':
      return each(
        values,
        (value) => must.values.includes(value),
        (bad) => `${name} is ${bad}, not one of ${listed(must.values)}`,
      )
    case 'length': {
      const { min = 0, max = Number.POSITIVE_INFINITY } = must
      return each(
        values,
        (value) => value.length >= min && value.length <= max,
        (bad) =>
          `${name} is ${bad}, ${max === Number.POSITIVE_INFINITY ? `shorter than ${min}` : min === 0 ? `longer than ${max}` : `not between ${min} and ${max}`} characters`,
      )
    }
  }
}

function each(values: Values, right: (value: string) => boolean, message: (bad: string) => string): string | undefined {
  const bad = (values ?? []).filter((value) => !right(value))
  return bad.length === 0 ? undefined : message(listed(bad))
}

function listed(values: readonly string[]): string {
  return `${values.slice(0, 3).map(code).join(', ')}${values.length > 3 ? ' …' : ''}`
}
