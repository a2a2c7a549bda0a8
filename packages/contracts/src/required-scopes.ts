import type { ApiDescription, OperationDescription } from './api-description.ts'

/**
 * Scopes that a credential needs for an operation, by the contract's security requirements: alternatives, each a sorted set of which every
 * one is needed (the schemes of one requirement apply together). Empty: none is needed, also when one alternative gets by without.
 */
export function requiredScopes({ security }: Pick<OperationDescription, 'security'>): string[][] {
  const sets = security.map((requirement) => [...new Set(Object.values(requirement).flat())].sort())
  if (sets.some((set) => set.length === 0)) return []
  // One that asks for more than another never decides anything.
  const least = sets.filter(
    (set, at) =>
      !sets.some(
        (other, i) => i !== at && other.every((scope) => set.includes(scope)) && (other.length < set.length || i < at),
      ),
  )
  return least.sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
}

/** What the contract says of its scopes, by name: the `scopes` of its OAuth flows. */
export function scopeTexts({ securitySchemes }: Pick<ApiDescription, 'securitySchemes'>): Map<string, string> {
  const texts = new Map<string, string>()
  for (const scheme of Object.values(securitySchemes)) {
    if (scheme.type !== 'oauth2') continue
    for (const flow of Object.values(scheme.flows)) {
      const scopes = isObject(flow) ? flow.scopes : undefined
      if (!isObject(scopes)) continue
      for (const [name, text] of Object.entries(scopes)) {
        if (typeof text === 'string' && !texts.has(name)) texts.set(name, text)
      }
    }
  }
  return texts
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
