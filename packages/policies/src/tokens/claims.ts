import type { ClaimRule } from '@gatehouse/contracts/api-token-rules'

export type Claims = Readonly<Record<string, unknown>>

/** A claim by name, or by JSON Pointer (RFC 6901); undefined when it is not there. */
export function claimOf(claims: Claims, name: string): unknown {
  return name.startsWith('/') ? claimReader(name)(claims) : Object.hasOwn(claims, name) ? claims[name] : undefined
}

/** `claimOf` for one name, taken apart beforehand. */
export function claimReader(name: string): (claims: Claims) => unknown {
  if (!name.startsWith('/')) return (claims) => (Object.hasOwn(claims, name) ? claims[name] : undefined)
  const keys = name.slice(1).split('/').map(pointerKey)
  return (claims) => {
    let value: unknown = claims
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
      value = (value as Record<string, unknown>)[key]
    }
    return value
  }
}

function pointerKey(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The claim as a text that is not empty, or undefined. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = claimOf(claims, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A number of seconds since 1970, as milliseconds. */
export function timeClaim(claims: Claims, name: string): number | undefined {
  const value = claimOf(claims, name)
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e11 ? value * 1000 : undefined
}

/** A claim that is a set: a list of texts, or words with spaces between. */
export function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '')
  if (Array.isArray(value)) return value.filter((member) => typeof member === 'string')
  return []
}

/** The texts as which a claim can be compared: itself, and its members where it is a set. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes(' ') ? [value, ...wordsOf(value)] : [value]
  if (Array.isArray(value)) return value.filter((member) => typeof member === 'string')
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []
}

export type ClaimTest = { readonly rule: ClaimRule; readonly holds: (claims: Claims) => boolean }

/** A rule, ready to be asked. */
export function claimTest(rule: ClaimRule): ClaimTest {
  const read = claimReader(rule.claim)
  return { rule, holds: (claims) => holds(rule, read(claims)) }
}

function holds(rule: ClaimRule, value: unknown): boolean {
  switch (rule.test) {
    case 'present':
      return value !== undefined && value !== null && value !== ''
    case 'equals':
      return Array.isArray(value) ? value.length === 1 && value[0] === rule.value : value === rule.value
    case 'oneOf': {
      const texts = textsOf(value)
      return rule.values.some((one) => texts.includes(one))
    }
    case 'contains':
      return textsOf(value).includes(rule.value)
    case 'matches':
      return textsOf(value).some((text) => matchesPattern(text, rule.pattern))
  }
}

/** `*` for any characters. In time linear in both for each star: no regular expression is made of what people wrote. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [first = ''] = parts
  if (parts.length === 1) return text === pattern
  const last = parts.at(-1) ?? ''
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
