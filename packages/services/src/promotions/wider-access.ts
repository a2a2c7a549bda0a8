import { operationKey } from '@gatehouse/contracts/api-description'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import type { RevisionContent } from '@gatehouse/contracts/revision'

export type Wider = { operation: string; sentence: string }

/** Operations that more callers can reach than before: without a credential, or with fewer scopes. `before` null: nothing ran there. */
export function findWider(before: RevisionContent | null, after: RevisionContent): Wider[] {
  const earlier = new Map(before?.contract.operations.map((described) => [operationKey(described), described]))
  return after.contract.operations.flatMap((described): Wider[] => {
    const key = operationKey(described)
    const anonymous = after.operations[key]?.anonymous
    if (anonymous && !before?.operations[key]?.anonymous)
      return [{ operation: key, sentence: `\`${key}\` can be called without a credential: ${anonymous.reason}` }]
    const was = earlier.get(key)
    if (!was || before?.operations[key]?.anonymous) return []
    const [asked, asks] = [requiredScopes(was), requiredScopes(described)]
    if (asked.length === 0 || !takesMore(asked, asks)) return []
    return [{ operation: key, sentence: `\`${key}\` asks for ${scopesText(asks)} now, not for ${scopesText(asked)}` }]
  })
}

/** Whether some set of scopes is enough now that was not before. */
function takesMore(asked: readonly string[][], asks: readonly string[][]): boolean {
  if (asks.length === 0) return true
  return asks.some((set) => !asked.some((old) => old.every((scope) => set.includes(scope))))
}

export function scopesText(sets: readonly string[][]): string {
  if (sets.length === 0) return 'no scope'
  return sets.map((set) => set.map((scope) => `\`${scope}\``).join(' and ')).join(', or ')
}
