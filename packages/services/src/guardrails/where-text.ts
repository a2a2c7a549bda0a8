import type { GuardrailScope } from '@gatehouse/contracts/guardrails'

/** `everywhere`; `on Production, for partner APIs, at operations with the tag “admin”`. `stageName` where the scope names a stage. */
export function whereText(scope: GuardrailScope, stageName: string | null): string {
  const parts = [
    scope.stage === undefined ? null : `on ${stageName ?? scope.stage}`,
    scope.audience === undefined ? null : `for ${scope.audience} APIs`,
    scope.tag === undefined ? null : `at operations with the tag “${scope.tag}”`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'everywhere' : parts.join(', ')
}
