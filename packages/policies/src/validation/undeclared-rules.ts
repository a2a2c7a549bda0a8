import type { UndeclaredRule, UndeclaredRules, ValidationMode } from '@gatehouse/contracts/snapshot'

export type Rules = Readonly<Record<'query' | 'header' | 'cookie' | 'form' | 'body', UndeclaredRule>>

export const passEverything: Rules = Object.freeze({
  query: 'pass',
  header: 'pass',
  cookie: 'pass',
  form: 'pass',
  body: 'pass',
})

/**
 * An operation's rules as they act. `strip` always acts, it is no verdict; `refuse` is one, so it is none where validation is off.
 * Null when nothing acts: then a request costs nothing more.
 */
export function actingRules(rules: UndeclaredRules | undefined, mode: ValidationMode): Rules | null {
  if (rules === undefined) return null
  const acting = { ...passEverything }
  for (const place of Object.keys(acting) as (keyof Rules)[]) {
    const rule = rules[place] ?? 'pass'
    if (rule === 'strip' || (rule === 'refuse' && mode !== 'off')) acting[place] = rule
  }
  return Object.values(acting).some((rule) => rule !== 'pass') ? acting : null
}
