import { type AccessRule, accessRule } from '@gatehouse/contracts/access-rules'
import { conditionSentence, conditionStarts, readCondition } from './condition-sentence.ts'
import type { RuleNames } from './rule-names.ts'
import { quoted, SentenceError, SentenceReader } from './sentence-reader.ts'

/**
 * An access rule as one sentence of plain English, and back without loss: what a reviewer reads is all there is to the rule.
 *
 *     office-hours: Allow when the caller carries the scope “orders.write”, and on Mondays to Fridays from 08:00 to 18:00
 *     (Europe/Berlin), unless the plan is “shop/trial”. Otherwise it says: “Orders are taken in office hours.”
 */
export function ruleSentence(rule: AccessRule, names: RuleNames): string {
  const when = rule.when.map((condition) => conditionSentence(condition, names))
  const unless = rule.unless.map((condition) => conditionSentence(condition, names))
  const verb = rule.effect === 'allow' ? 'Allow' : 'Refuse'
  const name = rule.name === undefined ? '' : `${rule.name}: `
  const condition = when.length === 0 ? ' every call' : ` when ${when.join(', and ')}`
  const exception = unless.length === 0 ? '' : `, unless ${unless.join(', or ')}`
  const says = rule.effect === 'allow' ? 'Otherwise it says' : 'It says'
  const said = rule.say === undefined ? '' : ` ${says}: ${quoted(rule.say)}.`
  return `${name}${verb}${condition}${exception}.${said}`
}

/** `at` and `end`: where the text cannot be read; `expected`: what could stand there. */
export type ParsedRule =
  | { ok: true; rule: AccessRule }
  | { ok: false; at: number; end: number; message: string; expected: readonly string[] }

/** Reads a rule from a sentence; in words of any case, with any spaces, and with plain quotation marks too. */
export function parseRule(text: string, names: RuleNames): ParsedRule {
  try {
    return { ok: true, rule: readRule(new SentenceReader(text), names) }
  } catch (error) {
    if (!(error instanceof SentenceError)) throw error
    const { at, end, message, expected } = error
    return { ok: false, at: Math.min(at, text.length), end: Math.min(end, text.length), message, expected }
  }
}

const ruleName = /[a-z0-9][a-z0-9-]*(?=\s*:)/y

function readRule(reader: SentenceReader, names: RuleNames): AccessRule {
  const name = reader.match(ruleName)
  if (name !== undefined) reader.need(':')
  const effect = reader.choose([
    ['Allow', 'allow'],
    ['Refuse', 'deny'],
    ['Deny', 'deny'],
  ] as const)
  if (effect === undefined) return reader.fail('“Allow” or “Refuse” should stand here.', ['Allow', 'Refuse'])
  const when: unknown[] = []
  if (!reader.take('every call')) {
    if (!reader.take('when')) return reader.fail('“when” or “every call” should stand here.', ['when', 'every call'])
    do when.push(readCondition(reader, names))
    while (takesNext(reader, 'and'))
  }
  const unless: unknown[] = []
  const comma = reader.take(',')
  if (reader.take('unless')) {
    do unless.push(readCondition(reader, names))
    while (takesNext(reader, 'or'))
  } else if (comma)
    return reader.fail('Another condition, or “unless”, should stand here.', ['unless', ...conditionStarts])
  const ended = reader.take('.')
  if (!ended && !reader.atEnd) return reader.fail('The sentence should end here.', endings(unless.length > 0))
  const say = ended ? readSaid(reader) : undefined
  if (!reader.atEnd) return reader.fail('Nothing more should stand here.')
  const rule = {
    ...(name === undefined ? {} : { name }),
    effect,
    when,
    unless,
    ...(say === undefined ? {} : { say }),
  }
  const parsed = accessRule.safeParse(rule)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new SentenceError(
    0,
    reader.text.length,
    `${issue?.path.join('.') ?? 'The rule'}: ${issue?.message ?? 'not valid'}.`,
  )
}

function endings(excepted: boolean): string[] {
  return excepted ? ['.', ', or …'] : ['.', ', and …', ', unless …']
}

/** Goes back where behind the comma something else begins. */
function takesNext(reader: SentenceReader, word: 'and' | 'or'): boolean {
  const before = reader.at
  reader.take(',')
  if (reader.take(word)) return true
  reader.at = before
  return false
}

function readSaid(reader: SentenceReader): string | undefined {
  if (!reader.take('Otherwise it says') && !reader.take('It says')) return undefined
  reader.need(':')
  const said = reader.quoted('What a refused caller reads')
  reader.take('.')
  return said
}
