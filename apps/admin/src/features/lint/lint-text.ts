import type { LintCasing, LintCheck, LintSetting, LintSeverity, OwnLintRule } from '@gatehouse/contracts/lint'
import type { Tone } from '@gatehouse/ui/tone'

export const severityTexts: Record<LintSeverity, { word: string; many: string; tone: Tone }> = {
  error: { word: 'Error', many: 'Errors', tone: 'bad' },
  warn: { word: 'Warning', many: 'Warnings', tone: 'warn' },
  info: { word: 'Hint', many: 'Hints', tone: 'info' },
}

export const settingOptions: { value: LintSetting; label: string }[] = [
  { value: 'error', label: 'Error' },
  { value: 'warn', label: 'Warning' },
  { value: 'info', label: 'Hint' },
  { value: 'off', label: 'Off' },
]

/** What a score feels like, for its colour and its sentence. */
export function scoreText(score: number, found: number): { tone: Tone; sentence: string } {
  if (score === 100)
    return {
      tone: 'ok',
      sentence: found === 0 ? 'Every rule is content with this contract.' : 'What is left is waived.',
    }
  if (score >= 90) return { tone: 'ok', sentence: 'A contract that developers will like. A few things are left.' }
  if (score >= 70) return { tone: 'warn', sentence: 'Usable, with gaps that callers will notice.' }
  return { tone: 'bad', sentence: 'Callers will stumble. Begin with what costs most.' }
}

/** A place as people read it: `/operations/GET ~1orders/responses/200` → `responses › 200`. */
export function placeText(place: string): string {
  const tokens = place
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (tokens[0] === 'operations') return tokens.slice(2).join(' › ')
  return tokens.length === 0 ? 'the whole description' : tokens.join(' › ')
}

export const casingWords: Record<LintCasing, string> = {
  camel: 'camelCase',
  pascal: 'PascalCase',
  kebab: 'kebab-case',
  snake: 'snake_case',
  macro: 'MACRO_CASE',
  flat: 'flatcase',
}

export const checkOptions: { value: LintCheck['check']; label: string }[] = [
  { value: 'required', label: 'must be there' },
  { value: 'forbidden', label: 'must not be there' },
  { value: 'pattern', label: 'matches the pattern' },
  { value: 'notPattern', label: 'does not match the pattern' },
  { value: 'casing', label: 'is written in' },
  { value: 'length', label: 'has a length of' },
  { value: 'oneOf', label: 'is one of' },
  { value: 'contains', label: 'contains all of' },
]

/** An own rule in a sentence, with the field as code. */
export function ruleSentence({ given, field, must }: OwnLintRule): string {
  const label = checkOptions.find(({ value }) => value === must.check)?.label ?? ''
  const rest =
    must.check === 'pattern' || must.check === 'notPattern'
      ? ` \`${must.match}\``
      : must.check === 'casing'
        ? ` \`${casingWords[must.casing]}\``
        : must.check === 'oneOf' || must.check === 'contains'
          ? ` ${must.values.map((value) => `\`${value}\``).join(', ')}`
          : must.check === 'length'
            ? ` ${must.min ?? 0} to ${must.max ?? '∞'} characters`
            : ''
  return `\`${field}\` of each ${given} ${label}${rest}`
}
