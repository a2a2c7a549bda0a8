import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { ChangeList, pointerToken, same } from './change-list.ts'

/** What differs between the stage values that run and those that are saved. */
export function describeValues(before: StageValues | undefined, after: StageValues): ChangeItem[] {
  const list = new ChangeList([])
  for (const name of new Set([...Object.keys(before?.backends ?? {}), ...Object.keys(after.backends)])) {
    const old = before?.backends[name]
    const now = after.backends[name]
    if (same(old, now)) continue
    const at = `/backends/${pointerToken(name)}`
    const sentence = !old
      ? `Backend \`${name}\` has an address: ${now?.url}.`
      : !now
        ? `Backend \`${name}\` has no values any more.`
        : old.url !== now.url
          ? `Backend \`${name}\` moves to ${now.url}.`
          : `Backend \`${name}\` has other time limits or headers.`
    list.add({ severity: old ? 'risky' : 'safe', group: 'values', sentence, at, before: old, after: now })
  }
  if (before?.requestValidation !== after.requestValidation) {
    list.add({
      severity: 'risky',
      group: 'values',
      sentence: `Request validation on this stage: ${after.requestValidation ?? 'as each operation says'}.`,
      at: '/requestValidation',
      before: before?.requestValidation,
      after: after.requestValidation,
    })
  }
  return list.items
}
