import { accessRulesOptions } from '@gatehouse/contracts/access-rules'
import { type RequirementsOptions, requirementsOptions } from '@gatehouse/contracts/guardrails'
import type { UndeclaredRules } from '@gatehouse/contracts/snapshot'
import { policyDefinitions } from './definitions.ts'
import type { RuleNames } from './policies/access-rules/rule-names.ts'
import { ruleSentence } from './policies/access-rules/sentence.ts'
import { inWords, quoted } from './policies/access-rules/sentence-reader.ts'
import { ipRulesOptions } from './policies/ip-rules/definition.ts'
import { rateLimitOptions } from './policies/rate-limit/definition.ts'
import { requestHeadersOptions } from './policies/request-headers/definition.ts'

/**
 * What a policy does, in sentences: one for each of its rules. Options that are not as the policy asks, and policies that are not known,
 * say so, as nothing of them would be in force.
 */
export function policySentences(use: { policy: string; options: unknown }, names: RuleNames): string[] {
  const definition = Object.hasOwn(policyDefinitions, use.policy) ? policyDefinitions[use.policy] : undefined
  if (definition === undefined) return [`There is no policy “${use.policy}”.`]
  if (!definition.options.safeParse(use.options).success) return [`The options of “${use.policy}” are not valid.`]
  switch (use.policy) {
    case 'access-rules':
      return accessSentences(use.options, names)
    case 'ip-rules':
      return ipSentences(use.options)
    case 'rate-limit':
      return rateSentences(use.options)
    case 'request-headers':
      return headerSentences(use.options)
    case 'requirements':
      return requirementSentences(requirementsOptions.parse(use.options))
    default:
      return [definition.description]
  }
}

function accessSentences(options: unknown, names: RuleNames): string[] {
  const { rules, otherwise } = accessRulesOptions.parse(options)
  const last = `Where no rule applies, the call is ${otherwise === 'allow' ? 'allowed' : 'refused'}.`
  return [...rules.map((rule) => ruleSentence(rule, names)), last]
}

function ipSentences(options: unknown): string[] {
  const { allow, deny } = ipRulesOptions.parse(options)
  return [
    ...(deny === undefined || deny.length === 0 ? [] : [`Refuse calls from ${inWords(deny, 'and')}.`]),
    ...(allow === undefined
      ? []
      : allow.length === 0
        ? ['Refuse calls from every address.']
        : [`Allow calls from ${inWords(allow, 'and')} only.`]),
  ]
}

function rateSentences(options: unknown): string[] {
  const { limit, periodSeconds, burst } = rateLimitOptions.parse(options)
  const calls = `${limit} ${limit === 1 ? 'call' : 'calls'}`
  return [`Each caller has at most ${calls} per ${periodText(periodSeconds)}, ${burst} of them at once.`]
}

const periods: readonly (readonly [number, string])[] = [
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
]

function periodText(seconds: number): string {
  return periods.find(([length]) => length === seconds)?.[1] ?? `${seconds} seconds`
}

function headerSentences(options: unknown): string[] {
  const { set, remove } = requestHeadersOptions.parse(options)
  return [
    ...set.map(({ name, value }) => `The backend gets the header ${name} with the value ${quoted(value)}.`),
    ...(remove.length === 0 ? [] : [`The backend never gets ${headers(remove.length)} ${inWords(remove, 'and')}.`]),
  ]
}

function headers(count: number): string {
  return count === 1 ? 'the header' : 'the headers'
}

function requirementSentences(floor: RequirementsOptions): string[] {
  const { credentials, noAnonymous, boundTokens, requestValidation, responseValidation, undeclared, bodyBytes } = floor
  const kinds = credentials?.map((kind) => (kind === 'key' ? 'a key' : 'a token'))
  return [
    ...(kinds === undefined ? [] : [`Callers must show ${inWords(kinds, 'or')}.`]),
    ...(noAnonymous === undefined ? [] : ['Nobody may call without a credential, whatever an API leaves open.']),
    ...(boundTokens === undefined ? [] : ['Tokens must be bound to their sender’s key (DPoP).']),
    ...(requestValidation === undefined ? [] : [modeSentence('Requests', requestValidation)]),
    ...(responseValidation === undefined ? [] : [modeSentence('Answers', responseValidation)]),
    ...undeclaredSentences(undeclared ?? {}),
    ...(bodyBytes === undefined ? [] : [`Bodies of requests have at most ${bodyBytes.toLocaleString('en')} bytes.`]),
  ]
}

function modeSentence(what: 'Requests' | 'Answers', mode: 'report' | 'block'): string {
  return mode === 'block'
    ? `${what} that break the contract do not pass.`
    : `${what} are checked against the contract at least; what breaks it is written down.`
}

const placeNames = {
  query: 'query parameters',
  header: 'headers',
  cookie: 'cookies',
  form: 'form fields',
  body: 'properties of bodies',
} as const

function undeclaredSentences(rules: UndeclaredRules): string[] {
  return (['refuse', 'strip'] as const).flatMap((rule) => {
    const places = Object.entries(placeNames).flatMap(([place, name]) =>
      rules[place as keyof typeof placeNames] === rule ? [name] : [],
    )
    const verb = rule === 'refuse' ? 'are refused' : 'are taken out at least'
    return places.length === 0 ? [] : [`Undeclared ${inWords(places, 'and')} ${verb}.`]
  })
}
