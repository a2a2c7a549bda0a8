import type { RequirementsOptions } from '@gatehouse/contracts/guardrails'
import type { CompiledOperation, UndeclaredRule, UndeclaredRules, ValidationMode } from '@gatehouse/contracts/snapshot'

/** The least that holds for an operation: what guardrails of kind `requirements` ask for, put together. */
export type Floor = RequirementsOptions

const modes: readonly ValidationMode[] = ['off', 'report', 'block']
const rules: readonly UndeclaredRule[] = ['pass', 'strip', 'refuse']
const places = ['query', 'header', 'cookie', 'form', 'body'] as const

export function stricterMode(a: ValidationMode | undefined, b: ValidationMode | undefined): ValidationMode {
  return modes[Math.max(modes.indexOf(a ?? 'off'), modes.indexOf(b ?? 'off'))] ?? 'block'
}

/** Both of two floors. Of credentials only what both take is left, which can be none. */
export function joinFloors(a: Floor, b: Floor): Floor {
  const joined: Floor = { ...a, ...b }
  if (a.credentials !== undefined && b.credentials !== undefined) {
    joined.credentials = a.credentials.filter((kind) => b.credentials?.includes(kind))
  }
  if (a.requestValidation !== undefined || b.requestValidation !== undefined) {
    const mode = stricterMode(a.requestValidation, b.requestValidation)
    joined.requestValidation = mode === 'off' ? undefined : mode
  }
  if (a.responseValidation !== undefined || b.responseValidation !== undefined) {
    const mode = stricterMode(a.responseValidation, b.responseValidation)
    joined.responseValidation = mode === 'off' ? undefined : mode
  }
  if (a.undeclared !== undefined && b.undeclared !== undefined) {
    joined.undeclared = joinUndeclared(a.undeclared, b.undeclared, stricter)
  }
  if (a.bodyBytes !== undefined && b.bodyBytes !== undefined) joined.bodyBytes = Math.min(a.bodyBytes, b.bodyBytes)
  return joined
}

function stricter(a: UndeclaredRule, b: UndeclaredRule): UndeclaredRule {
  return rules[Math.max(rules.indexOf(a), rules.indexOf(b))] ?? 'refuse'
}

function joinUndeclared(
  a: UndeclaredRules,
  b: UndeclaredRules,
  join: (a: UndeclaredRule, b: UndeclaredRule) => UndeclaredRule,
): UndeclaredRules {
  const joined: UndeclaredRules = {}
  for (const place of places) {
    const rule = join(a[place] ?? 'pass', b[place] ?? 'pass')
    if (rule !== 'pass') joined[place] = rule
  }
  return joined
}

/** An operation as it runs under a floor: never less than either asks. */
export function tightened(definition: CompiledOperation, floor: Floor): CompiledOperation {
  const { requestValidation, responseValidation, undeclared, bodyBytes } = floor
  const mode = stricterMode(definition.requestValidation, requestValidation)
  return {
    ...definition,
    requestValidation: mode,
    ...(responseValidation === undefined
      ? {}
      : { responseValidation: stricterMode(definition.responseValidation, responseValidation) }),
    ...(bodyBytes === undefined
      ? {}
      : { limits: { ...definition.limits, bodyBytes: Math.min(definition.limits.bodyBytes, bodyBytes) } }),
    ...(undeclared === undefined
      ? {}
      : {
          // Where validation does not block, `refuse` lets pass what `strip` takes out: then the floor's rule is the stricter one.
          undeclared: joinUndeclared(definition.undeclared ?? {}, undeclared, (own, asked) =>
            asked === 'strip' && own === 'refuse' && mode !== 'block' ? 'strip' : stricter(own, asked),
          ),
        }),
  }
}

/** Who may call at all, as far as floors say; `strangers`: callers without a credential that counts, on operations open to everybody. */
export type CallerFloor = {
  readonly strangers: boolean
  readonly key: boolean
  readonly token: boolean
  readonly boundTokens: boolean
}

export function callerFloor({ credentials, noAnonymous, boundTokens }: Floor): CallerFloor | null {
  if (credentials === undefined && noAnonymous === undefined && boundTokens === undefined) return null
  return {
    strangers: credentials === undefined && noAnonymous === undefined,
    key: credentials?.includes('key') ?? true,
    token: credentials?.includes('token') ?? true,
    boundTokens: boundTokens === true,
  }
}
