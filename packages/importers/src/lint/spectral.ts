import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { type LintCasing, type LintSetting, lintCasing, type OwnLintRule, ownLintRule } from '@gatehouse/contracts/lint'
import { defaultImportLimits } from '../limits.ts'
import { isObject } from '../source-tree.ts'
import { readYaml } from '../yaml-source.ts'
import { ownRuleProblem } from './own-rules.ts'
import { spectralNames } from './spectral-names.ts'
import { spectralPlace } from './spectral-places.ts'

export interface SpectralConversion {
  own: OwnLintRule[]
  /** Settings of ready rules that stand for rules of Spectral's own sets. */
  ready: Record<string, LintSetting>
  notTaken: { rule: string; reason: string }[]
}

/**
 * A Spectral ruleset (YAML or JSON) as own rules, as far as it maps; what does not is named with the reason. Functions of one's own
 * are code, which no ruleset here carries. Throws ImportRefused for what is no YAML.
 */
export function convertSpectral(source: string): SpectralConversion {
  const { value } = readYaml(source, { ...defaultImportLimits, maxBytes: 500_000, maxValues: 50_000 })
  const result: SpectralConversion = { own: [], ready: {}, notTaken: [] }
  if (!isObject(value)) return { ...result, notTaken: [{ rule: 'ruleset', reason: 'The file holds no ruleset.' }] }
  for (const key of ['functions', 'functionsDir', 'overrides', 'aliases', 'parserOptions'])
    if (value[key] !== undefined) result.notTaken.push({ rule: key, reason: `\`${key}\` is not supported here.` })
  for (const each of [value.extends ?? []].flat(2))
    if (typeof each === 'string' && !['spectral:oas', 'all', 'recommended', 'off'].includes(each))
      result.notTaken.push({ rule: `extends ${each}`, reason: 'Other rulesets are not followed; give their text.' })
  for (const [name, rule] of Object.entries(isObject(value.rules) ? value.rules : {})) {
    const reason = takeRule(name, rule, result)
    if (reason !== undefined) result.notTaken.push({ rule: name, reason })
  }
  return result
}

/** Adds the rule to the result, or says why not. */
function takeRule(name: string, rule: Json, result: SpectralConversion): string | undefined {
  if (!isObject(rule)) {
    const ready = Object.hasOwn(spectralNames, name) ? spectralNames[name] : undefined
    if (ready === undefined) return 'No ready rule stands for it.'
    if (rule !== true) result.ready[ready] = settingOf(rule)
    return undefined
  }
  const givens = [rule.given ?? []].flat().filter((each) => typeof each === 'string')
  const thens = [rule.then ?? []].flat().filter(isObject)
  if (givens.length === 0 || thens.length === 0) return 'It has no `given` or no `then`.'
  const made: OwnLintRule[] = []
  for (const given of givens)
    for (const then of thens) {
      const place = spectralPlace(given, typeof then.field === 'string' ? then.field : undefined)
      if (place === undefined) return `The path ${given} reaches what own rules do not look at.`
      const must = checkOf(then)
      if (typeof must === 'string') return must
      const parsed = ownLintRule.safeParse({ ...textsOf(name, rule), ...place, must })
      if (!parsed.success) return parsed.error.issues[0]?.message ?? 'It has another form.'
      const problem = ownRuleProblem(parsed.data)
      if (problem !== undefined) return problem
      made.push(parsed.data)
    }
  const taken = new Set(result.own.map(({ id }) => id))
  for (const [index, each] of made.entries()) {
    let id = made.length === 1 ? each.id : `${each.id.slice(0, 56)}-${index + 1}`
    for (let n = 2; taken.has(id); n += 1) id = `${each.id.slice(0, 55)}-x${n}`
    taken.add(id)
    result.own.push({ ...each, id })
  }
  return undefined
}

function textsOf(name: string, rule: JsonObject): Pick<OwnLintRule, 'id' | 'title' | 'severity'> & { why?: string } {
  const slug = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 54)
    .replace(/^-+|-+$/g, '')
  const text = [rule.description, rule.message].find((each) => typeof each === 'string' && !each.includes('{{'))
  return {
    id: `own-${slug || 'rule'}`,
    title: typeof text === 'string' ? text.trim().slice(0, 200) : name.slice(0, 200),
    severity: settingOf(rule.severity),
  }
}

function settingOf(value: Json | undefined): LintSetting {
  if (value === 'error' || value === 0) return 'error'
  if (value === 'info' || value === 'hint' || value === 2 || value === 3) return 'info'
  return value === 'off' || value === false || value === -1 ? 'off' : 'warn'
}

function checkOf(then: JsonObject): OwnLintRule['must'] | string {
  const options = isObject(then.functionOptions) ? then.functionOptions : {}
  switch (then.function) {
    case 'truthy':
    case 'defined':
      return { check: 'required' }
    case 'falsy':
    case 'undefined':
      return { check: 'forbidden' }
    case 'pattern':
      if (typeof options.match === 'string') return { check: 'pattern', match: plainPattern(options.match) }
      return typeof options.notMatch === 'string'
        ? { check: 'notPattern', match: plainPattern(options.notMatch) }
        : '`pattern` has neither `match` nor `notMatch`.'
    case 'casing': {
      const casing = lintCasing.safeParse(casings[String(options.type)])
      return casing.success
        ? { check: 'casing', casing: casing.data }
        : `The casing ${String(options.type)} is not known here.`
    }
    case 'length': {
      const { min, max } = options
      return { check: 'length', ...(typeof min === 'number' && { min }), ...(typeof max === 'number' && { max }) }
    }
    case 'enumeration':
      return Array.isArray(options.values)
        ? { check: 'oneOf', values: options.values.map(String) }
        : '`enumeration` has no `values`.'
    default:
      return `The function ${String(then.function)} is not supported here.`
  }
}

const casings: Record<string, LintCasing> = {
  flat: 'flat',
  camel: 'camel',
  pascal: 'pascal',
  kebab: 'kebab',
  snake: 'snake',
  macro: 'macro',
}

/** Spectral also takes `/pattern/flags`; of the flags only `i` has a meaning here. */
function plainPattern(pattern: string): string {
  const [, body, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(pattern) ?? []
  if (body === undefined) return pattern
  return flags.includes('i') ? `(?i)${body}` : body
}
