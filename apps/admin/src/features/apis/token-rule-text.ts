import type { ApiTokenRule, ClaimRule } from '@gatehouse/contracts/api-token-rules'

/** Claim rules as people write them, one a line. What cannot be read is said by its line. */
export function readClaimRules(text: string): { rules: ClaimRule[] } | { problem: string } {
  const rules: ClaimRule[] = []
  for (const line of linesOf(text)) {
    const rule = readClaimRule(line)
    if (rule === undefined) return { problem: `“${line}” is no rule.` }
    rules.push(rule)
  }
  return { rules }
}

function readClaimRule(line: string): ClaimRule | undefined {
  const [, claim = '', word, rest = ''] = /^(\S+)(?:\s+(=|in|has|like)\s+(.+))?$/.exec(line) ?? []
  if (claim === '') return undefined
  switch (word) {
    case undefined:
      return { claim, test: 'present' }
    case '=':
      return { claim, test: 'equals', value: typedValue(rest) }
    case 'in':
      return {
        claim,
        test: 'oneOf',
        values: wordsOf(rest),
      }
    case 'has':
      return { claim, test: 'contains', value: rest }
    default:
      return { claim, test: 'matches', pattern: rest }
  }
}

export function writeClaimRules(rules: readonly ClaimRule[]): string {
  return rules.map(writeClaimRule).join('\n')
}

function writeClaimRule(rule: ClaimRule): string {
  switch (rule.test) {
    case 'present':
      return rule.claim
    case 'equals':
      return `${rule.claim} = ${typeof rule.value === 'string' && typedValue(rule.value) !== rule.value ? JSON.stringify(rule.value) : rule.value}`
    case 'oneOf':
      return `${rule.claim} in ${rule.values.join(', ')}`
    case 'contains':
      return `${rule.claim} has ${rule.value}`
    case 'matches':
      return `${rule.claim} like ${rule.pattern}`
  }
}

/** Numbers and truth as such; in quotes they are texts. */
function typedValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  const quoted = /^"(.*)"$/.exec(text)?.[1]
  return quoted ?? text
}

type ScopeMap = ApiTokenRule['scopes']['map']

/** `claim has value gives scope scope`, one a line. */
export function readScopeMap(text: string): { map: ScopeMap } | { problem: string } {
  const map: ScopeMap = []
  for (const line of linesOf(text)) {
    const [, claim, value, scopes] = /^(\S+)\s+has\s+(.+?)\s+gives\s+(.+)$/.exec(line) ?? []
    if (claim === undefined || value === undefined || scopes === undefined)
      return { problem: `“${line}” is not “claim has value gives scope”.` }
    map.push({ claim, value, scopes: scopes.split(/[\s,]+/).filter(Boolean) })
  }
  return { map }
}

export function writeScopeMap(map: ScopeMap): string {
  return map.map(({ claim, value, scopes }) => `${claim} has ${value} gives ${scopes.join(' ')}`).join('\n')
}

type Plans = NonNullable<ApiTokenRule['plans']>

/** A claim, and for each plan the values that choose it, with commas between. Undefined: no plan is chosen by a claim. */
export function readPlans(
  claim: string,
  texts: readonly { planId: Plans['plans'][number]['planId']; text: string }[],
): { plans: Plans | undefined } | { problem: string } {
  const plans = texts.flatMap(({ planId, text }) => wordsOf(text).map((value) => ({ value, planId })))
  if (plans.length === 0)
    return claim === '' ? { plans: undefined } : { problem: 'Say which values choose which plan.' }
  if (claim === '') return { problem: 'Say in which claim the values stand.' }
  const twice = plans.find(({ value }, at) => plans.findIndex((other) => other.value === value) < at)
  if (twice) return { problem: `“${twice.value}” chooses two plans.` }
  return { plans: { claim, plans } }
}

/** The values that choose a plan, as `readPlans` reads them. */
export function writePlan(rule: Plans | undefined, planId: string): string {
  return (rule?.plans ?? []).flatMap((one) => (one.planId === planId ? [one.value] : [])).join(', ')
}

const wordsOf = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
