import { type LintCasing, lintCasings } from '@gatehouse/contracts/lint'

const forms: Record<LintCasing, RegExp> = {
  flat: /^[a-z][a-z0-9]*$/,
  camel: /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)*$/,
  pascal: /^[A-Z][A-Za-z0-9]*$/,
  kebab: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  snake: /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/,
  macro: /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/,
}

export const casingTexts: Record<LintCasing, string> = {
  flat: '`flatcase`',
  camel: '`camelCase`',
  pascal: '`PascalCase`',
  kebab: '`kebab-case`',
  snake: '`snake_case`',
  macro: '`MACRO_CASE`',
}

/** Whether the name is written so. One lower-case word fits four of them. */
export function hasCasing(name: string, casing: LintCasing): boolean {
  return forms[casing].test(name)
}

/** The casings that a name shows: none when it fits several (`name`) or none (`x@y`). */
export function casingOf(name: string): LintCasing | undefined {
  if (forms.flat.test(name)) return undefined
  return lintCasings.find((casing) => forms[casing].test(name))
}

/** The way in which most of these names are written; undefined when none shows one. The first in the list wins a tie. */
export function prevailingCasing(names: readonly string[]): LintCasing | undefined {
  const counts = new Map<LintCasing, number>()
  for (const name of names) {
    const casing = casingOf(name)
    if (casing !== undefined) counts.set(casing, (counts.get(casing) ?? 0) + 1)
  }
  let best: LintCasing | undefined
  for (const casing of lintCasings)
    if ((counts.get(casing) ?? 0) > (best === undefined ? 0 : (counts.get(best) ?? 0))) best = casing
  return best
}
