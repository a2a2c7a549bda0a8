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
    const sentence = !now
      ? `Backend \`${name}\` has no values any more.`
      : now.mock
        ? `Backend \`${name}\` is the mock: it answers from examples and schemas.`
        : !old
          ? `Backend \`${name}\` has an address: ${now.url}.`
          : old.mock || old.url !== now.url
            ? `Backend \`${name}\` moves to ${now.url}.`
            : `Backend \`${name}\` has other time limits or headers.`
    list.add({ severity: old ? 'risky' : 'safe', group: 'values', sentence, at, before: old, after: now })
  }
  const unset = { requestValidation: 'as each operation says', responseValidation: 'off' } as const
  for (const field of ['requestValidation', 'responseValidation'] as const) {
    if (before?.[field] === after[field]) continue
    list.add({
      severity: 'risky',
      group: 'values',
      sentence: `${words[field]} validation on this stage: ${after[field] ?? unset[field]}.`,
      at: `/${field}`,
      before: before?.[field],
      after: after[field],
    })
  }
  const keys = new Set([...Object.keys(before?.operations ?? {}), ...Object.keys(after.operations ?? {})])
  for (const key of [...keys].sort()) {
    for (const field of ['requestValidation', 'responseValidation'] as const) {
      const old = before?.operations?.[key]?.[field]
      const now = after.operations?.[key]?.[field]
      if (old === now) continue
      list.add({
        severity: 'risky',
        group: 'values',
        sentence: `${words[field]} validation of \`${key}\` on this stage: ${now ?? 'as the stage says'}.`,
        at: `/operations/${pointerToken(key)}/${field}`,
        before: old,
        after: now,
      })
    }
  }
  return list.items
}

const words = { requestValidation: 'Request', responseValidation: 'Response' } as const
