import type { ChangeCounts, ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'

/** Counts by severity, and the same in words. */
export function countChanges(items: readonly ChangeItem[]): ChangeCounts {
  const counts = { breaking: 0, risky: 0, safe: 0 }
  for (const { severity } of items) counts[severity] += 1
  const words = (['breaking', 'risky', 'safe'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
  return { ...counts, text: words.length === 0 ? 'nothing' : words.join(', ') }
}
